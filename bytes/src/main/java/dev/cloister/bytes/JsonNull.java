package dev.cloister.bytes;

/// JSON's `null`.
public enum JsonNull implements Json {
    NULL;

    @Override
    public String kind() {
        return "null";
    }
}
