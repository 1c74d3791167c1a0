package dev.cloister.evidence.dcap;

/// Where a report is not that of what a document of Intel's describes.
public record Mismatch(String field, String expected, String got) {}
