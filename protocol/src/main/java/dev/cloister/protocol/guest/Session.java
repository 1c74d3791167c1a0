package dev.cloister.protocol.guest;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.Resource;
import dev.cloister.protocol.ResourcesAnswer;
import dev.cloister.protocol.ResourcesRequest;
import dev.cloister.protocol.SessionGrant;
import dev.cloister.protocol.guest.Ended.Reason;
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
            Step<Fetched> step = fetch(body, paths, wanted);
            if (step instanceof Step.Done<Fetched> done) return done.result();
            if (step instanceof Step.Over<Fetched> over) return over.end();
            if (step instanceof Step.Later<Fetched> later && !attempts.later()) return later.end();
            if (step instanceof Step.Again<Fetched> again) {
                if (!attempts.again()) return again.end();
                if (again.end().reason() == Reason.SESSION && renew() instanceof Ended ended) return ended;
            }
        }
    }

    private Step<Fetched> fetch(Bytes body, List<String> paths, List<Wanted> wanted) {
        try {
            sequence++;
            Answer answer =
                    channel.conversation().ask(ResourcesRequest.TARGET, body, channel.me(), grant.key(), sequence);
            if (!GuestChannel.isGood(answer)) return Step.without(answer);
            ResourcesAnswer opened =
                    ResourcesAnswer.open(((Statement) answer).body(), channel.symmetric(), channel.privateKey(), paths);
            if (opened instanceof ResourcesAnswer.Items items) return released(items.resources(), wanted);
            ResourcesAnswer.Nothing nothing = (ResourcesAnswer.Nothing) opened;
            return nothing.code().equals(ResourcesAnswer.REVOKED)
                    ? new Step.Over<>(new Ended(Reason.REVOKED, nothing.caseNumber()))
                    : new Step.Done<>(new Fetched.Denied(nothing.code(), nothing.caseNumber()));
        } catch (IOException unreachable) {
            return Step.again(Reason.NO_ANSWER);
        } catch (Malformed brokersMistake) {
            return Step.over(Reason.BAD_ANSWER);
        }
    }

    private Step<Fetched> released(List<Resource> resources, List<Wanted> wanted) {
        Fetched.Released released = new Fetched.Released(resources);
        if (channel.areCurrent(resources, wanted)) return new Step.Done<>(released);
        released.close();
        return Step.over(Reason.OLD_RESOURCE);
    }

    /// Wipes the session key.
    @Override
    public void close() {
        grant.close();
    }
}
