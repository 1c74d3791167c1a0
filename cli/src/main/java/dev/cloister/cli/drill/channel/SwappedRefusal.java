package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.emulator.Launch;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.guest.Attested;
import dev.cloister.protocol.guest.Ended;
import dev.cloister.protocol.guest.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

public final class SwappedRefusal implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "swapped-refusal",
                "a swapped cookie",
                "sends a guest's evidence under the cookie of another guest, which is refused, so that the refusal reaches the right one",
                "foreign-nonce");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        List<Reply> first = new ArrayList<>();
        try (BareGuest bad = scene.guest(bad(scene));
                BareGuest good = scene.guest()) {
            List<String> cookie = new ArrayList<>();
            bad.through((request, broker) -> {
                if (request.target().equals(AttestRequest.TARGET)) {
                    cookie.addAll(Tampering.values(request.headers(), "Cookie"));
                    throw new IOException("the host keeps it");
                }
                return broker.send(request);
            });
            bad.attest();
            good.through((request, broker) -> {
                boolean swap = request.target().equals(AttestRequest.TARGET) && first.isEmpty();
                Reply reply = broker.send(
                        swap ? Tampering.withHeader(request, "Cookie", List.of(cookie.getLast())) : request);
                if (swap) {
                    first.add(reply);
                }
                return reply;
            });
            Attested end = good.attest();
            return end instanceof Ended refused
                    ? Outcome.succeeded(refused.sentence(), "the wrong guest", "a refusal of the wrong guest")
                    : scene.outcome(first.getFirst(), scene.outcome(end).guest() + ", at the second attempt");
        }
    }

    private static Launch bad(Scene scene) throws IOException, Malformed {
        return scene.launch(
                Digests.sha384(Bytes.utf8("the host's own")), scene.image().initData());
    }
}
