package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.TestKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A guest whose waits take no time, with what happened to it.
final class TestGuest implements EvidenceSource {
    static final List<Wanted> WANTED = List.of(new Wanted("default/image/key", 1), new Wanted("a/b/c", 1));

    final List<Long> pauses = new ArrayList<>();
    final List<Exchange> exchanges = new ArrayList<>();
    final Transport network;
    final GuestChannel channel;
    int evidenceAsked;
    boolean hasEvidence = true;
    String initData = TestBroker.GOOD_INIT_DATA;
    private int nonces;

    /// A request as it left the guest and the reply as it came in.
    record Exchange(Request request, Reply reply) {}

    TestGuest(Transport network) {
        this(network, "guest", new Pins(TestBroker.AUDIENCE, List.of(TestKeys.ROOT.publicKey()), 7));
    }

    TestGuest(Transport network, String name, Pins pins) {
        this.network = network;
        this.channel = new GuestChannel(
                this::recorded, pins, Crypto.jdk(), () -> Digests.sha256(Bytes.utf8(name + nonces++)), pauses::add);
    }

    private Reply recorded(Request request) throws IOException {
        Reply reply = network.send(request);
        exchanges.add(new Exchange(request, reply));
        return reply;
    }

    @Override
    public String tee() {
        return "snp";
    }

    @Override
    public Json primary(Bytes reportData) throws IOException {
        evidenceAsked++;
        if (!hasEvidence) throw new IOException("no device");
        return TestBroker.evidence(reportData);
    }

    Attested attest() throws InterruptedException {
        return channel.attest(this, initData);
    }

    Session session() throws InterruptedException {
        Attested attested = attest();
        if (attested instanceof Session session) return session;
        throw new AssertionError(attested);
    }
}
