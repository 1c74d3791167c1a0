package dev.cloister.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.emulator.Launch;
import dev.cloister.evidence.SnpJson;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.protocol.Header;
import dev.cloister.protocol.guest.Attested;
import dev.cloister.protocol.guest.Ended;
import dev.cloister.protocol.guest.EvidenceSource;
import dev.cloister.protocol.guest.GuestChannel;
import dev.cloister.protocol.guest.NonceSource;
import dev.cloister.protocol.guest.Pins;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Request;
import dev.cloister.protocol.guest.Session;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jws;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A guest without a VM: its end of the channel, its chip, and the host between it and the broker, who sees every
/// request and every answer and may change a request.
final class TestGuest implements AutoCloseable {
    private final BrokerProcess broker;
    private final String initData;
    private final GuestChannel channel;
    private EvidenceSource chip;
    private UnaryOperator<Request> host = request -> request;

    final List<Request> requests = new ArrayList<>();
    final List<Reply> replies = new ArrayList<>();

    TestGuest(BrokerProcess broker, EmulatedVendor vendor, Launch launch, String initData)
            throws IOException, InterruptedException, Malformed {
        this.broker = broker;
        this.initData = initData;
        this.chip = chip(vendor, launch);
        Pins pins = new Pins(BrokerProcess.AUDIENCE, List.of(broker.owner().rootKey()), 0);
        this.channel = new GuestChannel(this::carry, pins, Crypto.jdk(), NonceSource.system(), milliseconds -> {});
    }

    private static EvidenceSource chip(EmulatedVendor vendor, Launch launch) {
        Bytes reportId = Secret.random(32).use(Bytes::of);
        return source(reportData -> {
            SnpReport report = SnpReport.parse(
                    vendor.chip().report(launch, reportId, reportData).array());
            return SnpJson.write(report, vendor.chip().certificateTable(Instant.now()));
        });
    }

    private interface Answering {
        Json primary(Bytes reportData) throws IOException, Malformed;
    }

    private static EvidenceSource source(Answering answering) {
        return new EvidenceSource() {
            @Override
            public String tee() {
                return "snp";
            }

            @Override
            public Json primary(Bytes reportData) throws IOException {
                try {
                    return answering.primary(reportData);
                } catch (Malformed bug) {
                    throw new AssertionError(bug);
                }
            }
        };
    }

    private Reply carry(Request request) throws IOException {
        Request changed = host.apply(request);
        requests.add(changed);
        try {
            Reply reply = broker.owner().send(changed);
            replies.add(reply);
            return reply;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /// From now on the host changes what it carries.
    TestGuest through(UnaryOperator<Request> evilHost) {
        host = evilHost;
        return this;
    }

    /// The chip's answers are these, whatever is asked.
    TestGuest replaying(Json primary) {
        chip = source(_ -> primary);
        return this;
    }

    Attested attest() throws InterruptedException {
        return channel.attest(chip, initData);
    }

    Session session() throws InterruptedException {
        Attested attested = attest();
        assertThat(attested).isInstanceOf(Session.class);
        return (Session) attested;
    }

    Ended refused() throws InterruptedException {
        Attested attested = attest();
        assertThat(attested).isInstanceOf(Ended.class);
        return (Ended) attested;
    }

    /// What the broker's signed statement says of the last request; `unsigned` if there is none.
    static String outcome(Reply reply) throws Malformed {
        for (Header header : reply.headers()) {
            if (header.name().equalsIgnoreCase(Header.STATEMENT)) {
                Bytes payload = Jws.parse("statement", header.value(), 4096).payload();
                return JsonFields.parse("statement", payload.array(), 2).text("out");
            }
        }
        return "unsigned";
    }

    @Override
    public void close() {
        channel.close();
    }
}
