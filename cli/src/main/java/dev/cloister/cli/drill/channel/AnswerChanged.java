package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.guest.Reply;
import java.io.IOException;

public final class AnswerChanged implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "answer-changed", "a changed answer", "flips a bit in the body of an answer, of each in turn", "S9");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return EachMessage.through(scene, (request, broker) -> {
            Reply reply = broker.send(request);
            return Tampering.withBody(reply, Tampering.flipped(reply.body()));
        });
    }
}
