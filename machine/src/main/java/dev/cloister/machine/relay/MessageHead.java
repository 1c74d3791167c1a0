package dev.cloister.machine.relay;

import dev.cloister.bytes.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// First line and header lines of an HTTP/1.1 message (RFC 9112), bounded. Header lines are kept as they were sent,
/// without those that concern one connection only.
///
/// @param length what Content-Length says, or [#NO_LENGTH]
/// @param chunked there was a Transfer-Encoding, whichever
/// @param last the sender will not use the connection again
record MessageHead(String firstLine, List<String> headers, long length, boolean chunked, boolean last) {

    static final int MAX_HEAD_BYTES = 16 << 10;
    static final int MAX_HEADERS = 64;
    static final long NO_LENGTH = -1;

    private static final String STRUCTURE = "HTTP message";
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}):[ \t]*([ -~\t]*)");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,12}");
    private static final List<String> OF_ONE_CONNECTION = List.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "expect");

    /// Reads up to and including the empty line; empty where the stream ends before the first byte.
    static Optional<MessageHead> read(InputStream in) throws IOException, Malformed {
        List<String> lines = lines(in);
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        List<String> headers = new ArrayList<>();
        long length = NO_LENGTH;
        boolean chunked = false;
        boolean last = lines.getFirst().endsWith("HTTP/1.0");
        for (String text : lines.subList(1, lines.size())) {
            Matcher header = HEADER.matcher(text);
            if (!header.matches()) {
                throw bad("header", "is not NAME: VALUE");
            }
            String name = header.group(1).toLowerCase(Locale.ROOT);
            String value = header.group(2).strip();
            chunked |= name.equals("transfer-encoding");
            last |= name.equals("connection") && value.equalsIgnoreCase("close");
            if (name.equals("content-length")) {
                if (length != NO_LENGTH || !LENGTH.matcher(value).matches()) {
                    throw bad("Content-Length", "must be there once and be a number");
                }
                length = Long.parseLong(value);
            }
            if (!OF_ONE_CONNECTION.contains(name)) {
                headers.add(text);
            }
        }
        return Optional.of(new MessageHead(lines.getFirst(), List.copyOf(headers), length, chunked, last));
    }

    private static List<String> lines(InputStream in) throws IOException, Malformed {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int total = 0;
        while (true) {
            int c = in.read();
            if (c < 0 && total == 0) {
                return lines;
            }
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

    static Malformed bad(String field, String message) {
        return new Malformed(STRUCTURE, field, -1, message);
    }

    /// The head as bytes: `first` instead of the first line, `more` before the headers that were kept.
    byte[] bytes(String first, String... more) {
        StringBuilder text = new StringBuilder(first).append("\r\n");
        for (String line : more) {
            text.append(line).append("\r\n");
        }
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
