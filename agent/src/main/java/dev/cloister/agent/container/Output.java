package dev.cloister.agent.container;

import java.io.IOException;

/// Where a container's output goes: to its owner, or nowhere.
public interface Output {
    enum Stream {
        OUT,
        ERR
    }

    /// Called from one thread for each stream.
    void write(Stream stream, byte[] content) throws IOException;

    /// A line of the agent's own, about the image.
    void explain(String detail) throws IOException;

    /// The last thing said.
    void exit(int code) throws IOException;

    /// Nothing leaves the guest.
    final class Dropped implements Output {
        @Override
        public void write(Stream stream, byte[] content) {}

        @Override
        public void explain(String detail) {}

        @Override
        public void exit(int code) {}
    }
}
