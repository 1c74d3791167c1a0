/// Values that every other module speaks in.
///
/// {@link dev.cloister.bytes.Bytes} is what a byte array should have been: immutable and compared by content.
/// {@link dev.cloister.bytes.Cursor} is the only thing that walks a wire format, {@link
/// dev.cloister.bytes.Json} the only reader of JSON. Input that breaks its format is {@link
/// dev.cloister.bytes.Malformed}, which names structure, field and place. {@link dev.cloister.bytes.Secret}
/// is the only holder of key material.
package dev.cloister.bytes;
