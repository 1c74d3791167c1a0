package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Chip;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.Jws;
import dev.cloister.protocol.jose.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

public final class StolenToken implements Attack {
    private static final int OK = 200;
    private static final int MOST_CHARACTERS = 16 * 1024;

    @Override
    public Brief brief() {
        return Brief.refused(
                "stolen-token",
                "a stolen token",
                "uses the token of a guest that speaks plain KBS: as it is, with a key of its own in it, and signed anew by itself",
                "jwe+bad-token");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        String path = scene.plainSecret("for-plain-kbs", "a secret for guests that speak plain KBS");
        try (PlainGuest victim = new PlainGuest(scene.wire());
                PlainGuest thief = new PlainGuest(scene.wire())) {
            String token = victim.token(new Chip(scene.vendor(), scene.launch()));
            Reply right = victim.resource(path, token);
            if (right.status() != OK || !victim.opens(right)) {
                throw new IOException("the right guest did not get its secret with its token, but " + right.status());
            }
            String own = withKey(token, victim.teeKey(), thief.teeKey());
            return Outcome.all(
                    List.of(used(thief, path, token), used(thief, path, own), used(thief, path, signedAnew(own))));
        }
    }

    private static Outcome used(PlainGuest thief, String path, String token) throws IOException, Malformed {
        Reply answer = thief.resource(path, token);
        String said = new String(answer.body().array(), StandardCharsets.UTF_8);
        if (answer.status() == OK) {
            return thief.opens(answer)
                    ? Outcome.succeeded(Outcome.SAW_NOTHING, "a release", "a release")
                    : stopped("jwe", "a release that only the guest's key opens");
        }
        return stopped(said.contains("TokenVerifierError") ? "bad-token" : "status-" + answer.status(), said);
    }

    private static Outcome stopped(String by, String broker) {
        Outcome outcome = Outcome.refusedByGuest(by, Outcome.SAW_NOTHING);
        return new Outcome(outcome.ending(), outcome.guest(), broker, Outcome.SAW_NOTHING);
    }

    /// The guest's signed words, about another key.
    private static String withKey(String token, Jwk guests, Jwk own) throws Malformed, IOException {
        Jws jws = Jws.parse("token", token, MOST_CHARACTERS);
        String payload = new String(jws.payload().array(), StandardCharsets.UTF_8);
        String changed = payload.replace(guests.x().base64Url(), own.x().base64Url())
                .replace(guests.y().base64Url(), own.y().base64Url());
        if (changed.equals(payload)) {
            throw new IOException("the token does not name the guest's key");
        }
        String[] parts = token.split("\\.", -1);
        return parts[0] + "." + Bytes.utf8(changed).base64Url() + "." + parts[2];
    }

    /// With a key of the host's in the header, where some would look for it.
    private static String signedAnew(String token) throws Malformed {
        Jws jws = Jws.parse("token", token, MOST_CHARACTERS);
        SigningKey own = SigningKey.generate();
        String header = "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\""
                + own.publicKey().thumbprint() + "\",\"jwk\":"
                + own.publicKey().toJson().compact() + "}";
        return Jws.signEs256(own, header, jws.payload());
    }
}
