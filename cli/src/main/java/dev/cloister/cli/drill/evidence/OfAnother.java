package dev.cloister.cli.drill.evidence;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A good guest is made to vouch for a bad one: its fresh evidence goes into the other's session.
public final class OfAnother implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "evidence-of-another",
                "evidence of guest A presented by guest B",
                "runs the right guest beside one of its own, and puts the first one's fresh answer into the other's session",
                "foreign-nonce");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        List<Reply> answers = new ArrayList<>();
        try (BareGuest good = scene.guest();
                BareGuest bad = scene.guest()) {
            bad.through((request, broker) -> {
                if (!request.target().equals(AttestRequest.TARGET)) {
                    return broker.send(request);
                }
                Reply answer =
                        broker.send(Tampering.withBody(request, taken(good).body()));
                answers.add(answer);
                return answer;
            });
            bad.attest();
            return scene.outcome(answers.getFirst(), "no session");
        }
    }

    /// What the good guest wants to send; it gets no answer.
    private static Request taken(BareGuest good) throws IOException {
        List<Request> seen = new ArrayList<>();
        good.through((request, broker) -> {
            if (request.target().equals(AttestRequest.TARGET)) {
                seen.add(request);
                throw new IOException("the host keeps it");
            }
            return broker.send(request);
        });
        try {
            good.attest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (seen.isEmpty()) {
            throw new IOException("the right guest sent no evidence");
        }
        return seen.getFirst();
    }
}
