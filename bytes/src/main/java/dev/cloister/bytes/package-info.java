/// Cursor over wire formats, immutable byte strings, digests, secrets that wipe themselves (best effort, as a JVM can),
/// and a strict small JSON reader and writer.
package dev.cloister.bytes;
