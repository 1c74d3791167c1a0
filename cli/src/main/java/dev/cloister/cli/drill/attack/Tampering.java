package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import java.util.ArrayList;
import java.util.List;

/// Changes of messages, for hosts between guest and broker.
public final class Tampering {
    private Tampering() {}

    /// The same request with another body.
    public static Request withBody(Request request, Bytes body) {
        return new Request(request.method(), request.target(), request.headers(), body);
    }

    /// The same request with the lines of one header replaced.
    public static Request withHeader(Request request, String name, List<String> values) {
        return new Request(
                request.method(), request.target(), replaced(request.headers(), name, values), request.body());
    }

    /// The same answer with another body, of a length that fits.
    public static Reply withBody(Reply reply, Bytes body) {
        List<String> length = List.of(Integer.toString(body.length()));
        return new Reply(reply.status(), replaced(reply.headers(), "Content-Length", length), body);
    }

    /// The same answer with the lines of one header replaced.
    public static Reply withHeader(Reply reply, String name, List<String> values) {
        return new Reply(reply.status(), replaced(reply.headers(), name, values), reply.body());
    }

    /// The lines of one header.
    public static List<String> values(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    private static List<Header> replaced(List<Header> headers, String name, List<String> values) {
        List<Header> all = new ArrayList<>(headers);
        all.removeIf(header -> header.name().equalsIgnoreCase(name));
        values.forEach(value -> all.add(new Header(name, value)));
        return all;
    }

    /// One bit in the middle.
    public static Bytes flipped(Bytes content) {
        byte[] changed = content.array();
        changed[changed.length / 2] ^= 1;
        return Bytes.of(changed);
    }

    /// Another letter or digit in the middle.
    public static String otherLetter(String text) {
        int middle = text.length() / 2;
        return text.substring(0, middle) + (text.charAt(middle) == 'A' ? 'B' : 'A') + text.substring(middle + 1);
    }
}
