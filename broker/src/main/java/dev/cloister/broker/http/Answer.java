package dev.cloister.broker.http;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import java.util.List;
import java.util.stream.Stream;

/// One response: status, headers beside the length and the date, body.
public record Answer(int status, List<Header> headers, Bytes body) {
    public Answer {
        headers = List.copyOf(headers);
    }

    public static Answer empty(int status) {
        return new Answer(status, List.of(), Bytes.EMPTY);
    }

    public static Answer json(int status, Json body) {
        return json(status, Bytes.utf8(body.compact()));
    }

    public static Answer json(int status, Bytes body) {
        return new Answer(status, List.of(new Header("Content-Type", "application/json")), body);
    }

    public static Answer text(int status, String body) {
        return new Answer(status, List.of(new Header("Content-Type", "text/plain; charset=utf-8")), Bytes.utf8(body));
    }

    /// The same answer with one more header line.
    public Answer with(String name, String value) {
        return new Answer(
                status,
                Stream.concat(headers.stream(), Stream.of(new Header(name, value)))
                        .toList(),
                body);
    }
}
