package dev.cloister.bytes;

/// `true` or `false`.
public record JsonFlag(boolean value) implements Json {
    @Override
    public String kind() {
        return "a flag";
    }
}
