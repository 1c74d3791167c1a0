package dev.cloister.broker.release;

import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One release policy for each resource path, every version kept, the newest in force. What is stored, shown and
/// audited is the expanded form.
public final class ReleasePolicies {
    private final Database database;
    private final AuditLog audit;

    public ReleasePolicies(Database database, AuditLog audit) {
        this.database = database;
        this.audit = audit;
    }

    /// A policy in force.
    public record Stored(ResourcePath path, long version, ReleasePolicy policy) {
        /// The policy with its path and version, as it is archived beside what it decided.
        public JsonObject toJson() {
            JsonObject policyJson = policy.toJson();
            JsonObject.Builder all = Json.object().put("path", path.text()).put("version", version);
            policyJson.members().forEach(all::put);
            return all.build();
        }
    }

    private record Text(long version, String document) {}

    /// Puts a policy in force.
    ///
    /// @return its version, from 1
    public long store(ResourcePath path, ReleasePolicy policy, Instant now) throws IOException {
        return database.write(rows -> store(rows, path, policy, now));
    }

    private long store(Rows rows, ResourcePath path, ReleasePolicy policy, Instant now) throws SQLException {
        long version =
                1 + rows.number("select coalesce(max(version), 0) from release_policy where path = ?", path.text());
        String document = policy.toJson().compact();
        rows.change(
                "insert into release_policy (path, version, stored, document) values (?, ?, ?, ?)",
                path.text(),
                version,
                now,
                document);
        rows.change("delete from named_root where path = ?", path.text());
        for (RootFingerprint root : policy.trustPolicy().roots()) {
            rows.change("insert into named_root (path, fingerprint) values (?, ?)", path.text(), root.sha256());
        }
        audit.append(
                rows,
                now,
                "release-policy-stored",
                Json.object()
                        .put("path", path.text())
                        .put("version", version)
                        .put("trustPolicy", policy.trustPolicy().name())
                        .put("sha256", Digests.sha256(Bytes.utf8(document)).hex())
                        .build());
        return version;
    }

    /// Approves one more init-data digest for a path that has a policy; empty when it has none.
    ///
    /// @return the version that came of it
    public Optional<Long> approveInitData(ResourcePath path, Approved initData, Instant now)
            throws IOException, Malformed {
        return change(path, policy -> policy.approvingInitData(initData), now);
    }

    /// Approves one more launch digest for a path that has a policy, or gives it another end; empty when it has none.
    ///
    /// @return the version that came of it
    public Optional<Long> approveMeasurement(ResourcePath path, Approved measurement, Instant now)
            throws IOException, Malformed {
        return change(path, policy -> policy.approvingMeasurement(measurement), now);
    }

    /// Admits these clients and no others. A path without a policy gets one that approves nothing beside.
    ///
    /// @return the version that came of it
    public long admit(ResourcePath path, List<Client> clients, Instant now) throws IOException {
        return database.write(rows -> {
            Optional<Stored> found = find(rows, path);
            ReleasePolicy policy = found.isPresent()
                    ? found.get().policy()
                    : new ReleasePolicy(TrustPolicy.strict1(), List.of(), List.of());
            return store(rows, path, policy.admitting(clients), now);
        });
    }

    private Optional<Long> change(ResourcePath path, UnaryOperator<ReleasePolicy> change, Instant now)
            throws IOException, Malformed {
        return database.write(rows -> {
            Optional<Stored> found = find(rows, path);
            if (found.isEmpty()) {
                return Optional.<Long>empty();
            }
            ReleasePolicy grown = change.apply(found.get().policy());
            if (Math.max(grown.initData().size(), grown.measurements().size()) > ReleasePolicy.MAX_APPROVED) {
                throw new Malformed("ReleasePolicy", "", -1, "cannot hold another digest");
            }
            return Optional.of(store(rows, path, grown, now));
        });
    }

    /// The policy in force, if the path has one.
    public Optional<Stored> find(Rows rows, ResourcePath path) throws SQLException, IOException {
        Optional<Text> found = text(rows, path);
        return found.isPresent()
                ? Optional.of(new Stored(path, found.get().version(), parse(found.get())))
                : Optional.empty();
    }

    /// The policy in force, if the path has one.
    public Optional<Stored> find(ResourcePath path) throws IOException {
        return database.read(rows -> find(rows, path));
    }

    /// The roots that any policy in force names. Evidence under another root is not even verified.
    List<RootFingerprint> roots() throws IOException {
        List<Bytes> digests =
                database.read(rows -> rows.all("select distinct fingerprint from named_root", row -> row.bytes(1)));
        return digests.stream().map(RootFingerprint::new).toList();
    }

    private static Optional<Text> text(Rows rows, ResourcePath path) throws SQLException {
        return rows.one(
                "select version, document from release_policy where path = ? order by version desc limit 1",
                row -> new Text(row.number(1), row.text(2)),
                path.text());
    }

    private static ReleasePolicy parse(Text text) throws IOException {
        byte[] document = Bytes.utf8(text.document()).array();
        try {
            return ReleasePolicy.parse(JsonFields.parse("ReleasePolicy", document, ReleasePolicy.DEPTH));
        } catch (Malformed broken) {
            throw new IOException("a stored release policy cannot be read: " + broken.getMessage(), broken);
        }
    }
}
