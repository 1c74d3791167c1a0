package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import java.io.IOException;

public final class AnswerDropped implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "answer-dropped", "dropped answers", "lets no answer through, of each kind in turn", "no-answer");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return EachMessage.through(scene, (request, broker) -> {
            broker.send(request);
            throw new IOException("the host drops it");
        });
    }
}
