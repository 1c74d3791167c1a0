package dev.cloister.evidence;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// A provider that has some of the JDK's services and no others, and counts how often each kind is asked for.
final class LentProvider extends Provider {
    private static final long serialVersionUID = 1L;

    final transient AtomicInteger signatures = new AtomicInteger();
    final transient AtomicInteger readers = new AtomicInteger();

    LentProvider(String name, String... services) {
        super(name, "1", "services of the JDK");
        for (String service : services) {
            String[] parts = service.split("/", 3);
            Service own = Objects.requireNonNull(Security.getProvider(parts[0]).getService(parts[1], parts[2]));
            putService(new Lent(own));
        }
    }

    private final class Lent extends Service {
        private final Service own;

        Lent(Service own) {
            super(LentProvider.this, own.getType(), own.getAlgorithm(), own.getClassName(), null, null);
            this.own = own;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            if (getType().equals("Signature")) {
                signatures.incrementAndGet();
            }
            if (getType().equals("CertificateFactory")) {
                readers.incrementAndGet();
            }
            return own.newInstance(parameter);
        }
    }
}
