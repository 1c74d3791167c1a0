package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.ReportData;
import dev.cloister.protocol.guest.EvidenceSource;
import java.io.IOException;

public final class WorkloadEvidence implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "workload-evidence",
                "evidence that a container asked for",
                "has a program in a container attest a key of its own, as if it were the agent, with evidence that is labelled as a workload's",
                "wrong-report-data");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Chip chip = new Chip(scene.vendor(), scene.launch());
        EvidenceSource labelled = new EvidenceSource() {
            @Override
            public String tee() {
                return chip.tee();
            }

            // What a container asks for is hashed with a label (specs guest-broker-channel 6.3).
            @Override
            public Json primary(Bytes wanted) throws IOException {
                String text = Json.object()
                        .put("cloister", "workload/1")
                        .put("data", wanted.base64Url())
                        .build()
                        .canonical();
                return chip.primary(Digests.sha384(Bytes.utf8(text)).padTo(ReportData.LENGTH));
            }
        };
        try (BareGuest guest = scene.guest().asking(labelled)) {
            return scene.outcome(guest.attest()).onlyAt("B5");
        }
    }
}
