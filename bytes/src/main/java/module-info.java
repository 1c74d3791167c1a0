/// Bytes at rest and in motion: a cursor over wire formats, immutable byte strings, digests, secrets that
/// wipe themselves (best effort, as a JVM can), and a strict small JSON reader and writer.
module dev.cloister.bytes {
    exports dev.cloister.bytes;
}
