package dev.cloister.bytes;

import java.util.List;

/// Items in order.
public record JsonArray(List<Json> items) implements Json {
    public JsonArray {
        items = List.copyOf(items);
    }

    @Override
    public String kind() {
        return "an array";
    }

    @Override
    public String toString() {
        return "JsonArray(" + items.size() + " items)";
    }
}
