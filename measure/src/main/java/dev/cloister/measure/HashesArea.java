package dev.cloister.measure;

/// Where the firmware looks for the table of kernel hashes: guest physical address and size in bytes, inside
/// a page that the metadata lists as measured.
public record HashesArea(long gpa, long sizeBytes) {}
