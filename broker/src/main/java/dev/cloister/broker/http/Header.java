package dev.cloister.broker.http;

/// One header line. Names compare without regard to case, values are kept as sent.
public record Header(String name, String value) {}
