package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Reply;
import java.io.IOException;
import java.util.List;

public final class StatementChanged implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "statement-changed",
                "a changed statement",
                "changes the broker's statement about an answer, about each in turn",
                "S4");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return EachMessage.through(scene, (request, broker) -> {
            Reply reply = broker.send(request);
            String statement =
                    Tampering.values(reply.headers(), Header.STATEMENT).getFirst();
            return Tampering.withHeader(reply, Header.STATEMENT, List.of(Tampering.otherLetter(statement)));
        });
    }
}
