package dev.cloister.agent;

import dev.cloister.agent.container.SecretFile;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.Resource;
import dev.cloister.protocol.guest.Ended;
import dev.cloister.protocol.guest.Fetched;
import dev.cloister.protocol.guest.Wanted;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.CloisterToml.WantedSecret;
import java.util.ArrayList;
import java.util.List;

/// What the broker released: the image key, and the secrets that init-data names, by path.
final class Released implements AutoCloseable {
    private final CloisterToml cloister;
    private final Fetched.Released fetched;

    private Released(CloisterToml cloister, Fetched.Released fetched) {
        this.cloister = cloister;
        this.fetched = fetched;
    }

    /// All that init-data names, each path once, in the least version that anything there asks for.
    static List<Wanted> wanted(CloisterToml cloister) {
        List<Wanted> wanted = new ArrayList<>();
        wanted.add(new Wanted(cloister.root().key().text(), 1));
        for (WantedSecret secret : cloister.secrets()) {
            add(wanted, secret.path().text(), secret.min());
        }
        return wanted;
    }

    private static void add(List<Wanted> wanted, String path, long leastVersion) {
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).path().equals(path)) {
                wanted.set(
                        i, new Wanted(path, Math.max(leastVersion, wanted.get(i).leastVersion())));
                return;
            }
        }
        wanted.add(new Wanted(path, leastVersion));
    }

    static Step<Released> of(CloisterToml cloister, Fetched fetched) {
        if (fetched instanceof Fetched.Released released) {
            return new Step.Done<>(new Released(cloister, released));
        }
        if (fetched instanceof Fetched.Denied denied) {
            return new Step.Over<>(new End.Denied(denied.code(), denied.caseNumber()));
        }
        return new Step.Over<>(new End.NotReleased((Ended) fetched));
    }

    Secret imageKey() {
        return find(cloister.root().key().text());
    }

    List<SecretFile> secretFiles() {
        List<SecretFile> files = new ArrayList<>();
        for (WantedSecret secret : cloister.secrets()) {
            files.add(new SecretFile(secret.file(), find(secret.path().text())));
        }
        return files;
    }

    private Secret find(String path) {
        for (Resource resource : fetched.resources()) {
            if (resource.path().equals(path)) {
                return resource.content();
            }
        }
        throw new IllegalStateException("the broker's answer was checked to have every path");
    }

    /// Wipes all of it; a second time does nothing.
    @Override
    public void close() {
        fetched.close();
    }
}
