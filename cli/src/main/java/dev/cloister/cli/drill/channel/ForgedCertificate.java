package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Carrier;
import dev.cloister.cli.drill.attack.Ending;
import dev.cloister.cli.drill.attack.ForgedTls;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Wire;
import dev.cloister.protocol.guest.Request;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;

public final class ForgedCertificate implements Attack {
    private static final String ID = "forged-certificate";
    private static final int KEY_BYTES = 64;

    @Override
    public Brief brief() {
        return Brief.refused(
                ID,
                "a forged certificate",
                "stands between owner and broker with a TLS certificate of its own in the broker's name, and waits for the owner's token and for an image's key",
                "untrusted-certificate");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        try (ForgedTls host = ForgedTls.open(scene.file(ID + ".p12"), Carrier.HONEST, scene.wire());
                Secret key = Secret.random(KEY_BYTES)) {
            try {
                scene.owner().at(host.url()).storeResource("drill/" + ID + "/key", key);
                return Outcome.succeeded(Outcome.SAW_NOTHING, "its owner's request", "an answer");
            } catch (IOException refused) {
                if (!host.heard().isEmpty()) {
                    return Outcome.succeeded(
                            Outcome.SAW_NOTHING, "its owner's request", String.valueOf(refused.getMessage()));
                }
                requireHandshake(refused);
                requireReach(host);
                return new Outcome(
                        Ending.refused("untrusted-certificate"),
                        Outcome.SAW_NOTHING,
                        Outcome.SAW_NOTHING,
                        String.valueOf(refused.getMessage()));
            }
        }
    }

    /// Else it ended for another reason.
    private static void requireHandshake(IOException refused) throws IOException {
        Throwable cause = refused;
        while (cause != null && !(cause instanceof SSLHandshakeException)) {
            cause = cause.getCause();
        }
        if (cause == null) {
            throw refused;
        }
    }

    /// Whoever took the certificate would have been heard.
    private static void requireReach(ForgedTls host) throws IOException {
        try (Wire careless = new Wire(host.url(), host.taken())) {
            careless.send(new Request("GET", "/healthz", List.of(), Bytes.EMPTY));
        }
        if (host.heard().isEmpty()) {
            throw new IOException("the host in between was not ready");
        }
    }
}
