package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.AttestRequest;
import dev.cloister.protocol.AuthRequest;
import dev.cloister.protocol.Challenge;
import dev.cloister.protocol.Outcome;
import dev.cloister.protocol.ReportData;
import dev.cloister.protocol.Resource;
import dev.cloister.protocol.SessionGrant;
import dev.cloister.protocol.guest.Ended.Reason;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import dev.cloister.protocol.jose.Symmetric;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The guest's end of the channel: one TEE key for one boot, and the sessions that its broker grants to it.
///
/// Not for several threads: the channel has one request at a time.
public final class GuestChannel implements AutoCloseable {
    private final Conversation conversation;
    private final Symmetric symmetric;
    private final NonceSource nonces;
    private final Pause pause;
    private final Pins pins;
    private final P256.PrivateKey teeKey;
    private final String me;
    private final Map<String, Long> versions = new HashMap<>();

    /// Makes the TEE key, which lives as long as this object.
    public GuestChannel(Transport transport, Pins pins, Crypto crypto, NonceSource nonces, Pause pause) {
        this(transport, pins, crypto, nonces, pause, crypto.p256().generate());
    }

    GuestChannel(
            Transport transport, Pins pins, Crypto crypto, NonceSource nonces, Pause pause, P256.PrivateKey teeKey) {
        this.conversation = new Conversation(transport, crypto, nonces, new BrokerKeys(pins, crypto));
        this.symmetric = crypto.symmetric();
        this.nonces = nonces;
        this.pause = pause;
        this.pins = pins;
        this.teeKey = teeKey;
        this.me = teeKey.publicKey().thumbprint(crypto.symmetric());
    }

    public Jwk teeKey() {
        return teeKey.publicKey();
    }

    /// The broker's clock when it last gave an authentic answer, seconds since 1970; 0 before the first. It is a lower
    /// bound of the time now, and the only one that does not come from the host.
    public long timeFloor() {
        return conversation.timeFloor();
    }

    /// Handshakes until one succeeds, ends for good, or the attempts are used up.
    ///
    /// @param initData the text whose digest the hardware reports
    public Attested attest(EvidenceSource evidence, String initData) throws InterruptedException {
        Step<SessionGrant> step = handshakes(evidence, initData);
        if (step instanceof Step.Done<SessionGrant> done) {
            return new Session(this, evidence, initData, done.result());
        }
        return ((Step.Over<SessionGrant>) step).end();
    }

    /// Ends in `Done` or `Over`.
    Step<SessionGrant> handshakes(EvidenceSource evidence, String initData) throws InterruptedException {
        Attempts attempts = attempts();
        while (true) {
            Step<SessionGrant> step = handshake(evidence, initData);
            if (step instanceof Step.Again<SessionGrant> again) {
                if (!attempts.again()) return new Step.Over<>(again.end());
            } else if (step instanceof Step.Later<SessionGrant> later) {
                if (!attempts.later()) return new Step.Over<>(later.end());
            } else {
                return step;
            }
        }
    }

    /// One handshake (specs guest-broker-channel 5):
    ///
    /// 1. Ask for a challenge, offering this version for this audience.
    /// 2. Only if the pinned broker signed it for this request: evidence over its nonce and my key.
    /// 3. Send it, with the init-data that the hardware reports.
    /// 4. Only if the pinned broker signed the answer, for my key: open the session sealed to that key.
    private Step<SessionGrant> handshake(EvidenceSource evidence, String initData) {
        try {
            Answer first = conversation.open(
                    AuthRequest.channel(evidence.tee(), pins.audience()).body()); // 1
            if (!isGood(first)) return plainBroker(first) ? Step.over(Reason.NOT_SIGNED) : Step.without(first);
            String nonce = Challenge.parse(((Statement) first).body()).nonce();
            Bytes reportData = ReportData.kbs(symmetric, nonce, teeKey(), ""); // 2
            Json primary;
            try {
                primary = evidence.primary(reportData);
            } catch (IOException noEvidence) {
                return Step.over(Reason.NO_EVIDENCE);
            }
            Bytes body = new AttestRequest(initData, nonce, teeKey(), primary, "").body();
            Answer second = conversation.ask(AttestRequest.TARGET, body, me); // 3
            if (!isGood(second)) return Step.without(second);
            return new Step.Done<>(SessionGrant.open(((Statement) second).body(), symmetric, teeKey)); // 4
        } catch (IOException unreachable) {
            return Step.again(Reason.NO_ANSWER);
        } catch (Malformed brokersMistake) {
            return Step.over(Reason.BAD_ANSWER);
        }
    }

    static boolean isGood(Answer answer) {
        return answer instanceof Statement statement && statement.outcome() == Outcome.OK;
    }

    /// A challenge without a statement: a KBS that does not know the channel. Other statuses may be a broker's that is
    /// just starting.
    private static boolean plainBroker(Answer answer) {
        return answer instanceof Answer.NotSigned unsigned && unsigned.status() == 200;
    }

    Conversation conversation() {
        return conversation;
    }

    Symmetric symmetric() {
        return symmetric;
    }

    P256.PrivateKey privateKey() {
        return teeKey;
    }

    String me() {
        return me;
    }

    Attempts attempts() {
        return new Attempts(nonces, pause);
    }

    /// Whether none of these is older than wanted or than this boot has seen; if so they are remembered.
    boolean areCurrent(List<Resource> resources, List<Wanted> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            Resource resource = resources.get(i);
            long floor = Math.max(wanted.get(i).leastVersion(), versions.getOrDefault(resource.path(), 0L));
            if (resource.version() < floor) return false;
        }
        for (Resource resource : resources) versions.put(resource.path(), resource.version());
        return true;
    }

    /// Wipes the TEE key.
    @Override
    public void close() {
        teeKey.close();
    }
}
