package dev.cloister.cli.drill.channel;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.BareGuest;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Tampering;
import dev.cloister.protocol.Resource;
import dev.cloister.protocol.ResourcesAnswer;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.jose.Crypto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

public final class OwnAnswer implements Attack {
    @Override
    public Brief brief() {
        return Brief.refused(
                "own-answer",
                "an answer of the host's own",
                "seals a secret of its own to the guest's key, which is public, and puts it in the place of the broker's answer",
                "S9");
    }

    @Override
    public Outcome carryOut(Scene scene) throws IOException, Malformed, InterruptedException {
        try (BareGuest guest = scene.guest()) {
            guest.through((request, broker) -> {
                Reply reply = broker.send(request);
                return request.target().equals(ResourcesRequest.TARGET)
                        ? Tampering.withBody(reply, own(guest, request))
                        : reply;
            });
            return scene.outcome(guest, scene.wanted());
        }
    }

    private static Bytes own(BareGuest guest, Request request) throws IOException {
        try {
            List<Resource> resources = new ArrayList<>();
            for (String path : ResourcesRequest.parse(request.body().array()).paths()) {
                resources.add(
                        new Resource(path, 1, Secret.of(Bytes.utf8("the host's").array())));
            }
            return new ResourcesAnswer.Items(resources).seal(Crypto.jdk(), guest.teeKey());
        } catch (Malformed e) {
            throw new IOException("a request cannot be read: " + e.getMessage(), e);
        }
    }
}
