package dev.cloister.broker.kbs;

import dev.cloister.bytes.Excerpt;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of KBS's attestation protocol: what a client names in its first message (specs kbs-protocol
/// 1).
///
/// A version that this broker serves has the messages of a family of versions, 0.4 so far. Every member of
/// the family is served, as a patch changes no message; only what has other messages is turned away, by a
/// sentence that says what is served.
record ProtocolVersion(int major, int minor, int patch) {
    /// What the answer to a foreign version names.
    static final String SERVED = "0.4.0";

    private static final List<Integer> SERVED_MINORS = List.of(4);
    private static final String NUMBER = "(0|[1-9][0-9]{0,4})";

    /// Semantic Versioning 2.0.0, items 2, 9 and 10: what follows `-` or `+` is read and means nothing
    /// here.
    private static final Pattern FORM = Pattern.compile(
            NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(-[0-9A-Za-z.-]{1,64})?(\\+[0-9A-Za-z.-]{1,64})?");

    /// Empty when the text is no version.
    static Optional<ProtocolVersion> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new ProtocolVersion(
                        Integer.parseInt(form.group(1)),
                        Integer.parseInt(form.group(2)),
                        Integer.parseInt(form.group(3))))
                : Optional.empty();
    }

    boolean isServed() {
        return major == 0 && SERVED_MINORS.contains(minor);
    }

    /// Why the version of a request is not served; empty when it is.
    static Optional<String> objection(String text) {
        Optional<ProtocolVersion> version = parse(text);
        if (version.isEmpty()) {
            return Optional.of("failed to parse KBS version " + Excerpt.of(text) + ": this broker serves " + SERVED);
        }
        return version.get().isServed()
                ? Optional.empty()
                : Optional.of("KBS Client Protocol Version Mismatch: the request is " + Excerpt.of(text)
                        + ", this broker serves " + SERVED + " and every other 0.4");
    }
}
