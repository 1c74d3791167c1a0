package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.guest.Reply;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

public final class AnswerRepeated implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "answer-repeated",
                "answers repeated and out of order",
                "gives the guest an answer that it has had before, in the place of each in turn",
                "S7");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        Deque<Reply> earlier = new ArrayDeque<>();
        try (BareGuest before = scene.guest()) {
            scene.outcome(before, scene.wanted());
            before.replies().forEach(earlier::add);
        }
        return EachMessage.through(scene, (request, broker) -> {
            broker.send(request);
            return earlier.getFirst();
        });
    }
}
