package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.ResourcesRequest;
import java.io.IOException;
import java.util.List;

public final class ForgedProof implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "forged-proof",
                "a forged proof",
                "makes a proof for a request of its own, without the session's key",
                "bad-proof");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return EachMessage.at(scene, ResourcesRequest.TARGET, (request, broker) -> {
            String proof = Tampering.values(request.headers(), Header.PROOF).getFirst();
            String mac = proof.substring(proof.lastIndexOf('.') + 1);
            String forged = proof.substring(0, proof.length() - mac.length()) + Tampering.otherLetter(mac);
            return broker.send(Tampering.withHeader(request, Header.PROOF, List.of(forged)));
        });
    }
}
