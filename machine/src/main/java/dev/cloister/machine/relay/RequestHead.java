package dev.cloister.machine.relay;

import dev.cloister.bytes.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Request line and header lines as the guest sent them (RFC 9112), bounded; header lines without those that
/// concern one connection only.
record RequestHead(String method, String target, List<String> headers, int bodyLength) {

    static final int MAX_HEAD_BYTES = 16 << 10;
    static final int MAX_HEADERS = 64;
    static final int MAX_BODY_BYTES = 8 << 20;

    private static final String STRUCTURE = "HTTP request";
    private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]{1,16}) ([!-~]{1,4096}) HTTP/1\\.[01]");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}):[ \t]*([ -~\t]*)");
    private static final List<String> OF_ONE_CONNECTION =
            List.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade", "host", "expect");

    /// Reads up to and including the empty line; the body is left to be read.
    static RequestHead read(InputStream in) throws IOException, Malformed {
        List<String> lines = lines(in);
        var line = REQUEST_LINE.matcher(lines.getFirst());
        if (!line.matches()) {
            throw bad("request line", "is not METHOD TARGET HTTP/1.1");
        }
        List<String> headers = new ArrayList<>();
        int length = -1;
        for (String text : lines.subList(1, lines.size())) {
            var header = HEADER.matcher(text);
            if (!header.matches()) {
                throw bad("header", "is not NAME: VALUE");
            }
            String name = header.group(1).toLowerCase(Locale.ROOT);
            if (name.equals("transfer-encoding")) {
                throw bad("Transfer-Encoding", "is not accepted; send Content-Length");
            }
            if (name.equals("content-length")) {
                if (length >= 0) {
                    throw bad("Content-Length", "is there twice");
                }
                length = bodyLength(header.group(2).strip());
            }
            if (!OF_ONE_CONNECTION.contains(name)) {
                headers.add(text);
            }
        }
        return new RequestHead(line.group(1), line.group(2), List.copyOf(headers), Math.max(length, 0));
    }

    private static int bodyLength(String text) throws Malformed {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > MAX_BODY_BYTES) {
            throw bad("Content-Length", "must be 0 to " + MAX_BODY_BYTES);
        }
        return Integer.parseInt(text);
    }

    private static List<String> lines(InputStream in) throws IOException, Malformed {
        List<String> lines = new ArrayList<>();
        int total = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw bad("head", "ends in the middle");
            }
            if (++total > MAX_HEAD_BYTES || lines.size() > MAX_HEADERS) {
                throw bad("head", "is longer than " + MAX_HEAD_BYTES + " bytes or " + MAX_HEADERS + " headers");
            }
            if (c != '\n') {
                line.write(c);
                continue;
            }
            String text = line.toString(StandardCharsets.ISO_8859_1);
            line.reset();
            String bare = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            if (bare.isEmpty() && !lines.isEmpty()) {
                return lines;
            }
            lines.add(bare);
        }
    }

    private static Malformed bad(String field, String message) {
        return new Malformed(STRUCTURE, field, -1, message);
    }
}
