package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Ending;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.guest.Fetched;
import dev.cloister.protocol.guest.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

public final class MessagesRead implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "messages-read",
                "every message read",
                "keeps every message between guest and broker, and looks for the secret in it",
                "jwe");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        try (BareGuest guest = scene.guest();
                Session session = scene.session(guest);
                Fetched.Released got = scene.released(session, scene.wanted())) {
            List<String> needles = got.resources().getLast().content().use(MessagesRead::encodings);
            List<Bytes> messages = new ArrayList<>();
            guest.requests().forEach(request -> messages.add(request.body()));
            guest.replies().forEach(reply -> messages.add(reply.body()));
            for (Bytes message : messages) {
                String text = new String(message.array(), StandardCharsets.ISO_8859_1);
                if (needles.stream().anyMatch(text::contains)) {
                    return Outcome.succeeded("its secret", "a release", "a release");
                }
            }
            return new Outcome(
                    Ending.refused("jwe"),
                    "its secret, in an answer sealed to its key",
                    "a release",
                    messages.size() + " messages without the secret");
        }
    }

    private static List<String> encodings(byte[] secret) {
        Bytes bytes = Bytes.of(secret);
        return List.of(
                new String(secret, StandardCharsets.ISO_8859_1),
                bytes.hex(),
                Base64.getEncoder().withoutPadding().encodeToString(secret),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }
}
