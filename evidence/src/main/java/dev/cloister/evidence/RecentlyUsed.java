package dev.cloister.evidence;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A memory of bounded size that forgets what was longest not asked for. Safe for use by many threads.
final class RecentlyUsed<K, V> {
    private static final float LOAD = 0.75f;

    private final Map<K, V> entries;

    RecentlyUsed(int size) {
        entries = new LinkedHashMap<>(16, LOAD, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > size;
            }
        };
    }

    synchronized Optional<V> get(K key) {
        return entries.isEmpty() ? Optional.empty() : Optional.ofNullable(entries.get(key));
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
    }
}
