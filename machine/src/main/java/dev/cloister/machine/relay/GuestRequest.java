package dev.cloister.machine.relay;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One request as the guest sent it.
record GuestRequest(String method, String target, MessageHead head, Bytes body) {

    static final int MAX_BODY_BYTES = 8 << 20;

    private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]{1,16}) ([!-~]{1,4096}) HTTP/1\\.[01]");
    private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9/._~-]*");
    private static final String ALLOWED_PREFIX = "/kbs/v0/";
    private static final Set<String> ALLOWED_METHODS = Set.of("GET", "POST");

    /// Empty where the guest has no further request.
    static Optional<GuestRequest> read(InputStream in) throws IOException, Malformed {
        Optional<MessageHead> next = MessageHead.read(in);
        if (next.isEmpty()) {
            return Optional.empty();
        }
        MessageHead head = next.get();
        Matcher line = REQUEST_LINE.matcher(head.firstLine());
        if (!line.matches()) {
            throw MessageHead.bad("request line", "is not METHOD TARGET HTTP/1.1");
        }
        if (head.chunked()) {
            throw MessageHead.bad("Transfer-Encoding", "is not accepted; send Content-Length");
        }
        if (head.length() > MAX_BODY_BYTES) {
            throw MessageHead.bad("Content-Length", "must be 0 to " + MAX_BODY_BYTES);
        }
        int length = (int) Math.max(head.length(), 0);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw MessageHead.bad("body", "needs " + length + " bytes, has " + body.length);
        }
        return Optional.of(new GuestRequest(line.group(1), line.group(2), head, Bytes.of(body)));
    }

    /// The path is compared as it stands: nothing that could mean another path for the broker (dots, escapes, a
    /// second slash) may be in it.
    boolean allowed() {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        boolean plain = PLAIN_PATH.matcher(path).matches()
                && !path.contains("//")
                && !(path + "/").contains("/./")
                && !(path + "/").contains("/../");
        return ALLOWED_METHODS.contains(method) && path.startsWith(ALLOWED_PREFIX) && plain;
    }
}
