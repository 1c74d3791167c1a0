package dev.cloister.agent.container;

import dev.cloister.agent.container.RuntimeConfig.Bind;
import dev.cloister.bytes.Malformed;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// The folder from which `crun` runs the container: its config, and the files of the guest that the container
/// sees. It lies in memory.
final class Bundle {
    private static final String RESOLV = "# there is no name service in this machine\n";
    private static final String HOSTS = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";

    private final File folder;

    Bundle(File folder) {
        this.folder = folder;
    }

    File folder() {
        return folder;
    }

    /// Makes the folder for an image and its secrets; the secrets are the container's first user's to read.
    void write(SealedImage image, String hostname, List<SecretFile> secrets) throws IOException, Malformed {
        RootFolder root = new RootFolder(image.root().toPath());
        Account account = Account.find(image.config().user(), root.text("/etc/passwd"), root.text("/etc/group"));
        root.makeFolder(image.config().workingDirectory());
        if (!folder.mkdir()) {
            throw new IOException("cannot make " + folder);
        }
        List<Bind> binds = new ArrayList<>();
        binds.add(text("hostname", hostname + "\n", "/etc/hostname"));
        binds.add(text("hosts", HOSTS + GuestKernel.address() + "\t" + hostname + "\n", "/etc/hosts"));
        binds.add(text("resolv.conf", RESOLV, "/etc/resolv.conf"));
        if (!secrets.isEmpty()) {
            binds.add(secrets(secrets, account));
        }
        String config = RuntimeConfig.of(image.config(), account, image.root().getPath(), hostname, binds)
                .compact();
        write(new File(folder, "config.json"), config);
    }

    private Bind text(String name, String content, String destination) throws IOException {
        File file = new File(folder, name);
        write(file, content);
        return new Bind(file.getPath(), destination, List.of());
    }

    private Bind secrets(List<SecretFile> secrets, Account account) throws IOException {
        File place = new File(folder, "secrets");
        if (!place.mkdir()) {
            throw new IOException("cannot make " + place);
        }
        for (SecretFile secret : secrets) {
            File file = new File(place, secret.name());
            try (FileOutputStream out = new FileOutputStream(file)) {
                secret.content().lend(out::write);
            }
            readableByOwnerOnly(file);
            if (account.uid() != 0) {
                Files.setAttribute(file.toPath(), "unix:uid", (int) account.uid());
            }
        }
        return new Bind(place.getPath(), "/run/secrets", List.of("ro", "nosuid", "nodev", "noexec"));
    }

    /// Mode 0400. Nothing but the agent runs while it is still the mask's.
    private static void readableByOwnerOnly(File file) throws IOException {
        boolean done = file.setReadable(false, false)
                && file.setWritable(false, false)
                && file.setExecutable(false, false)
                && file.setReadable(true, true);
        if (!done) {
            throw new IOException("cannot protect " + file);
        }
    }

    private static void write(File file, String content) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }
}
