package dev.cloister.protocol.guest;

import dev.cloister.protocol.Resource;
import java.util.List;

/// What asking for resources can end in.
public sealed interface Fetched permits Fetched.Released, Fetched.Denied, Ended {

    /// All that was asked for, in that order.
    final class Released implements Fetched, AutoCloseable {
        private final List<Resource> resources;

        Released(List<Resource> resources) {
            this.resources = List.copyOf(resources);
        }

        public List<Resource> resources() {
            return resources;
        }

        @Override
        public void close() {
            for (Resource resource : resources) resource.close();
        }
    }

    /// The broker knows this guest and gives none of it: [ResourcesAnswer#DENIED] or another code.
    record Denied(String code, String caseNumber) implements Fetched {}
}
