package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.Header;
import java.util.ArrayList;
import java.util.List;

/// What came back over HTTP, believed by nobody.
///
/// @param headers all lines, in order, repeated ones too
public record Reply(int status, List<Header> headers, Bytes body) {
    public Reply {
        headers = List.copyOf(headers);
    }

    /// The values of all lines of that name, whatever its case.
    List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) values.add(header.value());
        }
        return values;
    }
}
