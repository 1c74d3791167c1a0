package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.KeySet;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.jose.SigningKey;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

public final class ForgedKeySet implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "forged-key-set",
                "a fake root",
                "answers as the broker would, with its own statement key in a key set that its own root signed",
                "S3");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        String audience = scene.image().initData().cloister().broker().audience();
        SigningKey own = SigningKey.generate();
        try (BareGuest guest = scene.guest()) {
            guest.through((request, broker) -> {
                Reply reply = broker.send(request);
                if (!request.target().equals(KeySet.target(audience))) {
                    return Resigned.by(own, audience, guest.teeKey(), request, reply);
                }
                KeySet forged = new KeySet(
                        audience, Long.MAX_VALUE, Instant.now().getEpochSecond(), List.of(own.publicKey()), List.of());
                return Tampering.withBody(reply, Bytes.utf8(forged.sign(SigningKey.generate())));
            });
            return scene.outcome(guest.attest());
        }
    }
}
