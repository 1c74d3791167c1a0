package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Carrier;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.cli.drill.attack.ForgedTls;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.cli.drill.attack.Wire;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.workload.InitData;
import java.io.IOException;

public final class TlsEnded implements Attack {
    private static final String ID = "tls-ended";

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "a TLS connection that the host ends",
                "ends the TLS between its own relay and the broker, with a forged certificate that it lets that relay take, and changes the answer with the secret",
                "S9");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Carrier hostile = (request, broker) -> {
            Reply reply = broker.send(request);
            return request.target().equals(ResourcesRequest.TARGET)
                    ? Tampering.withBody(reply, Tampering.flipped(reply.body()))
                    : reply;
        };
        InitData owners = scene.image().initData();
        Chip chip = new Chip(scene.vendor(), scene.launch());
        try (ForgedTls host = ForgedTls.open(scene.file(ID + ".p12"), hostile, scene.wire());
                Wire relay = new Wire(host.url(), host.taken());
                BareGuest guest = new BareGuest(relay, Scene.pins(owners), chip, owners.text())) {
            Outcome outcome = scene.outcome(guest, scene.wanted());
            if (host.heard().stream().noneMatch(request -> request.target().equals(ResourcesRequest.TARGET))) {
                throw new IOException("the guest's request for its secret did not come by: " + outcome.guest());
            }
            return outcome;
        }
    }
}
