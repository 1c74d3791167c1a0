package dev.cloister.protocol.log;

import dev.cloister.bytes.Bytes;

/// One record of a container's sealed log.
public sealed interface LogRecord {

    enum Stream {
        OUT,
        ERR
    }

    record Output(Stream stream, Bytes bytes) implements LogRecord {}

    /// The last one: the container's exit code.
    record Exit(int code) implements LogRecord {}
}
