package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Header;
import java.util.List;

/// What goes out over HTTP. `Host`, `Content-Length` and the like are the transport's.
///
/// @param target path and query
public record Request(String method, String target, List<Header> headers, Bytes body) {
    public Request {
        headers = List.copyOf(headers);
    }
}
