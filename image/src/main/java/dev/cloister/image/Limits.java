package dev.cloister.image;

/// Bounds on what is read. They are far above what images have and below what a host's memory has.
final class Limits {
    /// An index, a manifest or a descriptor; registries bound them to the same.
    static final int MANIFEST_BYTES = 4 << 20;

    static final int CONFIG_BYTES = 8 << 20;
    static final int JSON_DEPTH = 32;
    static final int LAYERS = 512;

    /// Indexes inside of indexes.
    static final int INDEX_DEPTH = 4;

    static final long LAYER_BYTES = 128L << 30;
    static final long LAYER_UNPACKED_BYTES = 256L << 30;

    /// Entries of an archive that holds an image.
    static final int ARCHIVE_ENTRIES = 20_000;

    /// A path or link target in such an archive; the longest that Linux opens.
    static final int ARCHIVE_PATH_BYTES = 4096;

    /// What a compressed archive may become on the disk. Larger images can be given unpacked.
    static final long ARCHIVE_UNPACKED_BYTES = 64L << 30;

    /// What unpacking an archive leaves free on the disk.
    static final long FREE_BYTES = 1L << 30;

    private Limits() {}
}
