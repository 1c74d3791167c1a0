package dev.cloister.image;

import dev.cloister.bytes.Bytes;

/// One layer of an image, the lowest has number 1.
///
/// @param path of its blob inside the image
/// @param sizeBytes of the blob, packed
/// @param blobDigest SHA-256 of the blob; empty where an archive of Docker states none
/// @param diffId SHA-256 of the unpacked layer, which the image's config states
public record Layer(int number, String path, long sizeBytes, Bytes blobDigest, Bytes diffId) {}
