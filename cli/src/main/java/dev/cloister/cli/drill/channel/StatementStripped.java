package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.Header;
import java.io.IOException;
import java.util.List;

public final class StatementStripped implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "statement-stripped",
                "statements stripped",
                "takes the statement away from an answer, from each in turn",
                "not-signed");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        return EachMessage.through(
                scene, (request, broker) -> Tampering.withHeader(broker.send(request), Header.STATEMENT, List.of()));
    }
}
