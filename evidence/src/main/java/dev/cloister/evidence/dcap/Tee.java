package dev.cloister.evidence.dcap;

/// What a quote is about, by the number in its header.
public enum Tee {
    SGX(0, "SGX"),
    TDX(0x81, "TDX");

    private final long code;
    private final String title;

    Tee(long code, String title) {
        this.code = code;
        this.title = title;
    }

    long code() {
        return code;
    }

    /// For people, and the word in Intel's documents.
    public String title() {
        return title;
    }
}
