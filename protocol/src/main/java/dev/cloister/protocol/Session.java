package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.Ended.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// An activation at the broker and what may be done with it. A session that the broker has forgotten is renewed by
/// itself, with fresh evidence for the same TEE key.
public final class Session implements Attested, AutoCloseable {
    private final GuestChannel channel;
    private final EvidenceSource evidence;
    private final String initData;
    private SessionGrant grant;
    private long sequence;

    Session(GuestChannel channel, EvidenceSource evidence, String initData, SessionGrant grant) {
        this.channel = channel;
        this.evidence = evidence;
        this.initData = initData;
        this.grant = grant;
    }

    public String activation() {
        return grant.activation();
    }

    /// Lease, counted from the moment before [GuestChannel#attest] or [#renew] was called.
    public long ttlSeconds() {
        return grant.ttlSeconds();
    }

    /// How long after the lease the broker may stay away.
    public long graceSeconds() {
        return grant.graceSeconds();
    }

    /// Attests again, for a new lease: this session, or why there is none any more.
    public Attested renew() throws InterruptedException {
        Step<SessionGrant> step = channel.handshakes(evidence, initData);
        if (step instanceof Step.Over<SessionGrant> over) return over.end();
        grant.close();
        grant = ((Step.Done<SessionGrant>) step).result();
        sequence = 0;
        return this;
    }

    /// All of them or none.
    public Fetched resources(List<Wanted> wanted) throws InterruptedException {
        List<String> paths = new ArrayList<>();
        for (Wanted one : wanted) paths.add(one.path());
        Bytes body = new ResourcesRequest(paths).body();

        Attempts attempts = channel.attempts();
        while (true) {
            Step<Fetched> step = fetch(body, wanted);
            if (step instanceof Step.Done<Fetched> done) return done.result();
            if (step instanceof Step.Over<Fetched> over) return over.end();
            if (step instanceof Step.Later<Fetched> later && !attempts.later()) return later.end();
            if (step instanceof Step.Again<Fetched> again) {
                if (!attempts.again()) return again.end();
                if (again.end().reason() == Reason.SESSION && renew() instanceof Ended ended) return ended;
            }
        }
    }

    private Step<Fetched> fetch(Bytes body, List<Wanted> wanted) {
        try {
            sequence++;
            Answer answer = channel.conversation()
                    .ask(ResourcesRequest.TARGET, body, channel.me(), grant.key(), sequence);
            if (!GuestChannel.isGood(answer)) return Step.without(answer);
            Fetched fetched = ResourcesAnswer.open(((Statement) answer).body(), channel.privateKey(), wanted);
            if (fetched instanceof Fetched.Released released && !channel.areCurrent(released, wanted)) {
                released.close();
                return Step.over(Reason.OLD_RESOURCE);
            }
            if (fetched instanceof Fetched.Denied denied && denied.code().equals(ResourcesAnswer.REVOKED)) {
                return new Step.Over<>(new Ended(Reason.REVOKED, denied.caseNumber()));
            }
            return new Step.Done<>(fetched);
        } catch (IOException unreachable) {
            return Step.again(Reason.NO_ANSWER);
        } catch (Malformed brokersMistake) {
            return Step.over(Reason.BAD_ANSWER);
        }
    }

    /// Wipes the session key.
    @Override
    public void close() {
        grant.close();
    }
}
