package dev.cloister.cli.drill.attack;

import dev.cloister.protocol.guest.Attested;
import dev.cloister.protocol.guest.EvidenceSource;
import dev.cloister.protocol.guest.GuestChannel;
import dev.cloister.protocol.guest.NonceSource;
import dev.cloister.protocol.guest.Pins;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Transport;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A guest without a VM: its end of the channel, which is the agent's own, the chip, and the host between it and the
/// broker, which sees every message.
public final class BareGuest implements AutoCloseable {
    private final Transport broker;
    private final String initData;
    private final GuestChannel channel;
    private final List<Request> requests = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private EvidenceSource chip;
    private Carrier host = Carrier.HONEST;

    /// @param initData the text that it sends
    public BareGuest(Transport broker, Pins pins, EvidenceSource chip, String initData) {
        this.broker = broker;
        this.chip = chip;
        this.initData = initData;
        // Its waits between attempts are nobody's gain here.
        this.channel = new GuestChannel(this::carry, pins, Crypto.jdk(), NonceSource.system(), milliseconds -> {});
    }

    private Reply carry(Request request) throws IOException {
        requests.add(request);
        Reply reply = host.carry(request, broker);
        replies.add(reply);
        return reply;
    }

    /// From now on the host carries so.
    public BareGuest through(Carrier hostile) {
        host = hostile;
        return this;
    }

    /// From now on evidence comes from there.
    public BareGuest asking(EvidenceSource other) {
        chip = other;
        return this;
    }

    public Attested attest() throws InterruptedException {
        return channel.attest(chip, initData);
    }

    /// Its public key, which everybody on the way sees.
    public Jwk teeKey() {
        return channel.teeKey();
    }

    /// What the guest sent, in order.
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /// What the guest was given, in order.
    public List<Reply> replies() {
        return List.copyOf(replies);
    }

    /// Wipes its keys.
    @Override
    public void close() {
        channel.close();
    }
}
