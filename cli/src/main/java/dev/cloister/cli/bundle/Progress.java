package dev.cloister.cli.bundle;

/// Is told how far a bundle has been written or read, in bytes.
public interface Progress {
    void at(long done, long total);
}
