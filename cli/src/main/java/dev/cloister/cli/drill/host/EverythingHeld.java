package dev.cloister.cli.drill.host;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Ending;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Sought;
import dev.cloister.cli.drill.attack.Watched;
import dev.cloister.cli.drill.sight.Holdings;
import dev.cloister.cli.drill.sight.Sight;
import dev.cloister.cli.drill.sight.View;
import java.io.IOException;
import java.util.List;

/// The last one: by then every other attack has left its traces.
public final class EverythingHeld implements Attack {
    /// Less than the guest's memory, more than any other mapping that QEMU writes to.
    private static final long LEAST_MAPPING_BYTES = 64 << 20;

    @Override
    public Brief brief() {
        return Brief.refused(
                "everything-held",
                "a search through all that the host holds",
                "looks for what was planted in the image and in a secret, in several encodings, in all that it holds: files"
                        + " and their slack, command lines, environments, sockets, packets; and to see that the search works,"
                        + " in the guest's memory, where emulation has it in clear",
                "not-seen");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Watched guest = scene.watched();
        guest.answers(); // by then it has read what was planted
        long keeper = guest.guest().keeperPid().orElseThrow(() -> new IOException("the guest has no keeper"));
        long qemu = qemu(keeper);
        Sought sought = scene.sought();
        try (Sight sight = new Sight(sought.canaries())) {
            View memory = sight.ofMemory(qemu, LEAST_MAPPING_BYTES);
            if (memory.sightings().isEmpty()) {
                throw new IOException("the search does not find what is in the guest's memory, so it shows nothing");
            }
            View held = sight.of(new Holdings(List.of(sought.folder()), sought.notTheHosts(), List.of(keeper, qemu)));
            String inMemory = "in its memory, which only hardware would hide: "
                    + memory.sightings().size() + " sightings";
            return held.sightings().isEmpty()
                    ? new Outcome(Ending.refused("not-seen"), inMemory, Outcome.SAW_NOTHING, held.sentence())
                    : Outcome.succeeded(inMemory, Outcome.SAW_NOTHING, held.sentence());
        }
    }

    private static long qemu(long keeper) throws IOException {
        return ProcessHandle.of(keeper).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> process.info().command().orElse("").contains("qemu"))
                .mapToLong(ProcessHandle::pid)
                .findFirst()
                .orElseThrow(() -> new IOException("the guest has no QEMU"));
    }
}
