package dev.cloister.cli.doctor;

import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.machine.host.KvmTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Whether a trial guest ran under KVM; the last answer stands as long as kernel, boot and QEMU are the same.
final class KvmAnswer {
    private static final String FILE = "kvm-trial.json";
    private static final int MAX_DEPTH = 2;

    private final Surroundings here;
    private final Path file;

    KvmAnswer(Surroundings here) {
        this.here = here;
        this.file = here.cache().resolve(FILE);
    }

    /// @param again asks anew, whatever is remembered
    KvmTrial.Outcome ask(Path qemu, boolean again) throws IOException, InterruptedException {
        String circumstances = circumstances(qemu);
        Optional<KvmTrial.Outcome> remembered = again ? Optional.empty() : remembered(circumstances);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        KvmTrial.Outcome outcome = here.trial().run(qemu);
        try {
            remember(circumstances, outcome);
        } catch (IOException e) {
            return outcome; // a cache that cannot be written costs the next doctor a trial
        }
        return outcome;
    }

    /// A QEMU that was fetched is a script beside the program.
    private String circumstances(Path qemu) throws IOException {
        Path program = qemu.resolveSibling("root/usr/bin/qemu-system-x86_64");
        return String.join(
                " ",
                here.text("proc/sys/kernel/osrelease"),
                here.text("proc/sys/kernel/random/boot_id"),
                Digests.sha256(qemu).hex(),
                Files.isRegularFile(program) ? Digests.sha256(program).hex() : "-");
    }

    /// What cannot be read is asked anew.
    private Optional<KvmTrial.Outcome> remembered(String circumstances) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonFields json = JsonFields.parse(FILE, Files.readAllBytes(file), MAX_DEPTH);
            String then = json.text("circumstances");
            Optional<String> problem = json.optionalText("problem");
            json.end();
            return then.equals(circumstances) ? Optional.of(new KvmTrial.Outcome(problem)) : Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private void remember(String circumstances, KvmTrial.Outcome outcome) throws IOException {
        JsonObject.Builder json = Json.object().put("circumstances", circumstances);
        outcome.problem().ifPresent(problem -> json.put("problem", problem));
        Files.createDirectories(here.cache());
        Path fresh = Files.createTempFile(here.cache(), FILE, ".new");
        Files.writeString(fresh, json.build().pretty() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
