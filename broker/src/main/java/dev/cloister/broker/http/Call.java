package dev.cloister.broker.http;

import dev.cloister.bytes.Bytes;
import java.util.List;

/// One request, read whole and within the limits of {@link Front}.
///
/// `target` is path and query as sent; `path` is its part before the query. `near` says that it came over the loopback
/// interface.
public record Call(String method, String target, List<Header> headers, Bytes body, boolean near) {
    public Call {
        headers = List.copyOf(headers);
    }

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// The text after the question mark; empty when there is none.
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /// Every value of a header, in order, one element for each line.
    public List<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    /// The value of a cookie; empty text when there is none or more than one of that name, as a guess between two
    /// would be the sender's choice.
    public String cookie(String name) {
        List<String> found = header("Cookie").stream()
                .flatMap(line -> List.of(line.split(";")).stream())
                .map(String::strip)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .toList();
        return found.size() == 1 ? found.getFirst() : "";
    }
}
