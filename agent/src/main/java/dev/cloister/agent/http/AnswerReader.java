package dev.cloister.agent.http;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// Reads one answer and not one byte more. Everything is bounded: head, number of header lines, body, and the
/// time for all of it.
final class AnswerReader {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_HEADERS = 64;
    private static final String VERSION = "HTTP/1.1 ";

    private final Socket socket;
    private final InputStream in;
    private final long deadlineNanos;
    private final byte[] buffer = new byte[MAX_HEAD_BYTES];
    private int from;
    private int to;
    private int headBytes;
    private boolean closes;

    AnswerReader(Socket socket, int answerMillis) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.deadlineNanos = System.nanoTime() + answerMillis * 1_000_000L;
    }

    /// Waits for the first byte; false if the connection ends without one.
    boolean begins() throws IOException {
        try {
            return fill();
        } catch (SocketException reset) {
            return false;
        }
    }

    /// Whether the other side said that it closes the connection behind this answer.
    boolean closes() {
        return closes;
    }

    Reply read() throws IOException {
        int status = status(line());
        List<Header> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (headers.size() == MAX_HEADERS) {
                throw new IOException("the answer has more than " + MAX_HEADERS + " header lines");
            }
            headers.add(header(line));
        }
        int length = bodyLength(headers);
        return new Reply(status, headers, Bytes.of(body(length)));
    }

    private static int status(String line) throws IOException {
        if (!line.startsWith(VERSION) || line.length() < VERSION.length() + 3) {
            throw new IOException("the answer is not HTTP/1.1");
        }
        int status = number(line.substring(VERSION.length(), VERSION.length() + 3), 599);
        boolean ends = line.length() == VERSION.length() + 3 || line.charAt(VERSION.length() + 3) == ' ';
        if (status < 200 || !ends) {
            throw new IOException("the answer has no usable status");
        }
        return status;
    }

    private static Header header(String line) throws IOException {
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new IOException("the answer has a header line without a name");
        }
        for (int i = 0; i < colon; i++) {
            char c = line.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && c != '-' && c != '_' && c != '.') {
                throw new IOException("the answer has a header line with a bad name");
            }
        }
        return new Header(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    /// Exactly one `Content-Length`, and nothing that would change what the body is.
    private int bodyLength(List<Header> headers) throws IOException {
        int length = -1;
        for (Header header : headers) {
            String name = header.name();
            if (name.equalsIgnoreCase("Transfer-Encoding") || name.equalsIgnoreCase("Content-Encoding")) {
                throw new IOException("the answer is encoded: " + name + " is refused");
            }
            if (name.equalsIgnoreCase("Connection") && header.value().equalsIgnoreCase("close")) {
                closes = true;
            }
            if (name.equalsIgnoreCase("Content-Length")) {
                if (length >= 0) {
                    throw new IOException("the answer has two lengths");
                }
                length = number(header.value(), Transport.MAX_BODY_BYTES);
            }
        }
        if (length < 0) {
            throw new IOException("the answer has no Content-Length");
        }
        return length;
    }

    private byte[] body(int length) throws IOException {
        byte[] body = new byte[length];
        int have = Math.min(length, to - from);
        System.arraycopy(buffer, from, body, 0, have);
        from += have;
        while (have < length) {
            limit();
            int n = in.read(body, have, length - have);
            if (n < 0) {
                throw new IOException("the answer was cut: " + have + " of " + length + " bytes");
            }
            have += n;
        }
        return body;
    }

    /// The next line of the head without its CR LF: printable ASCII and tabs.
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = next();
            if (c == '\r') {
                if (next() != '\n') {
                    throw new IOException("the answer has a bare carriage return");
                }
                return line.toString();
            }
            if (c != '\t' && (c < ' ' || c > '~')) {
                throw new IOException("the answer's head has a byte that is not text");
            }
            line.append((char) c);
        }
    }

    private int next() throws IOException {
        headBytes++;
        if (headBytes > MAX_HEAD_BYTES) {
            throw new IOException("the answer's head is longer than " + MAX_HEAD_BYTES + " bytes");
        }
        if (from == to && !fill()) {
            throw new IOException("the answer was cut in its head");
        }
        return buffer[from++] & 0xff;
    }

    private boolean fill() throws IOException {
        limit();
        int n = in.read(buffer, 0, buffer.length);
        from = 0;
        to = Math.max(n, 0);
        return n > 0;
    }

    /// A read may last as long as is left for the whole answer.
    private void limit() throws IOException {
        long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("the answer took too long");
        }
        socket.setSoTimeout((int) millis);
    }

    /// Digits only, at most `max`.
    private static int number(String text, int max) throws IOException {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (max - digit) / 10) {
                throw new IOException("the answer has a bad number: more than " + max + " or not digits");
            }
            number = number * 10 + digit;
        }
        if (text.isEmpty()) {
            throw new IOException("the answer has a number without digits");
        }
        return number;
    }
}
