package dev.cloister.broker.archive;

import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.workload.ResourcePath;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The guests that were once trusted. An activation is one TEE key, of one audience, under one init-data; fresh
/// evidence
/// for the same key continues it.
public final class Activations {
    /// Columns in the order of {@link #attested}.
    private static final String ATTESTED = "select activation, time, report, certificates, attested.init_data,"
            + " runtime_data, tee_key, emulated, checks, release_policy from attested";

    /// One row.
    public record Activation(String id, String jkt, Bytes initData, Instant leaseEnd, boolean revoked) {}

    /// All that an attestation was judged by.
    ///
    /// @param runtimeData the canonical JSON whose digest is the report data
    /// @param teeKey the TEE key as JSON
    /// @param checks JSON list of every check with its value
    /// @param releasePolicy JSON of the policy that decided, with its path and version
    public record Attested(
            String activation,
            Instant time,
            Bytes report,
            Bytes certificates,
            String initData,
            String runtimeData,
            String teeKey,
            boolean emulated,
            String checks,
            String releasePolicy) {}

    /// One resource that left.
    public record Release(String path, long version, Instant time) {}

    /// Who asks to be activated.
    public record Applicant(String jkt, String audience, Bytes initData, Bytes chip, ResourcePath path) {}

    /// The activation of this TEE key under this init-data, if there ever was one.
    public Optional<Activation> find(Rows rows, String jkt, String audience, Bytes initData) throws SQLException {
        return rows.one(
                "select id, jkt, init_data, lease_end, state from activation"
                        + " where jkt = ? and audience = ? and init_data = ?",
                Activations::activation,
                jkt,
                audience,
                initData);
    }

    public Optional<Activation> find(Rows rows, String id) throws SQLException {
        return rows.one(
                "select id, jkt, init_data, lease_end, state from activation where id = ?",
                Activations::activation,
                id);
    }

    private static Activation activation(Rows.Row row) throws SQLException {
        return new Activation(
                row.text(1),
                row.text(2),
                row.bytes(3),
                row.moment(4),
                row.text(5).equals("revoked"));
    }

    public void begin(Rows rows, String id, Applicant applicant, Instant now, Instant leaseEnd) throws SQLException {
        rows.change(
                "insert into activation (id, jkt, audience, init_data, chip, path, started, lease_end, state)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, 'live')",
                id,
                applicant.jkt(),
                applicant.audience(),
                applicant.initData(),
                applicant.chip(),
                applicant.path().text(),
                now,
                leaseEnd);
    }

    public void renew(Rows rows, String id, Instant leaseEnd) throws SQLException {
        rows.change("update activation set lease_end = ? where id = ?", leaseEnd, id);
    }

    /// Nothing is given to it any more.
    public void revoke(Rows rows, String id) throws SQLException {
        rows.change("update activation set state = 'revoked' where id = ?", id);
    }

    /// Whether a guest holds a lease that has not run out.
    public boolean anyLive(Rows rows, Instant now) throws SQLException {
        return rows.number("select count(*) from activation where state = 'live' and lease_end > ?", now) > 0;
    }

    public void keep(Rows rows, Attested attested) throws SQLException {
        rows.change(
                "insert into attested (activation, time, report, certificates, init_data, runtime_data, tee_key,"
                        + " emulated, checks, release_policy) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                attested.activation(),
                attested.time(),
                attested.report(),
                attested.certificates(),
                attested.initData(),
                attested.runtimeData(),
                attested.teeKey(),
                attested.emulated(),
                attested.checks(),
                attested.releasePolicy());
    }

    /// The newest evidence of an activation.
    public Attested latest(Rows rows, String activation) throws SQLException {
        return rows.one(
                        ATTESTED + " where activation = ? order by number desc limit 1",
                        Activations::attested,
                        activation)
                .orElseThrow();
    }

    /// Attestations under an init-data digest, newest first.
    public List<Attested> under(Rows rows, Bytes initData, int limit) throws SQLException {
        return rows.all(
                ATTESTED + " join activation on activation.id = attested.activation"
                        + " where activation.init_data = ? order by number desc limit ?",
                Activations::attested,
                initData,
                limit);
    }

    private static Attested attested(Rows.Row row) throws SQLException {
        return new Attested(
                row.text(1),
                row.moment(2),
                row.bytes(3),
                row.bytes(4),
                row.text(5),
                row.text(6),
                row.text(7),
                row.flag(8),
                row.text(9),
                row.text(10));
    }

    public void released(Rows rows, String activation, String path, long version, Instant now) throws SQLException {
        rows.change(
                "insert into release (activation, path, version, time) values (?, ?, ?, ?)",
                activation,
                path,
                version,
                now);
    }

    public List<Release> releases(Rows rows, String activation) throws SQLException {
        return rows.all(
                "select path, version, time from release where activation = ? order by number",
                row -> new Release(row.text(1), row.number(2), row.moment(3)),
                activation);
    }
}
