package dev.cloister.broker.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// KBS's cookie. It has no attribute but its end, so that clients scope it to `/kbs/v0` (specs kbs-observed
/// 4, item 13).
public final class SessionCookie {
    public static final String NAME = "kbs-session-id";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private SessionCookie() {}

    /// Value of `Set-Cookie`.
    public static String line(String session, Instant expires) {
        return NAME + "=" + session + "; Expires=" + DATE.format(expires);
    }
}
