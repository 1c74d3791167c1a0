package dev.cloister.broker.release;

import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.keys.MasterKey;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.Resource;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// The secrets, each version sealed under its path and number. Old versions stay, so that a number never means two
/// things.
public final class Resources {
    private final Database database;
    private final MasterKey master;
    private final AuditLog audit;

    public Resources(Database database, MasterKey master, AuditLog audit) {
        this.database = database;
        this.master = master;
        this.audit = audit;
    }

    /// As it lies in the database.
    public record Sealed(ResourcePath path, long version, Bytes content) {}

    /// Stores the next version.
    ///
    /// @return its number, from 1
    public long store(ResourcePath path, Secret content, Instant now) throws IOException {
        if (content.length() > Resource.MAX_BYTES) {
            throw new IllegalArgumentException("a resource has at most " + Resource.MAX_BYTES + " bytes");
        }
        return database.write(rows -> {
            long version =
                    1 + rows.number("select coalesce(max(version), 0) from resource where path = ?", path.text());
            rows.change(
                    "insert into resource (path, version, stored, sealed) values (?, ?, ?, ?)",
                    path.text(),
                    version,
                    now,
                    master.seal(sealedAs(path, version), content));
            JsonObject document = Json.object()
                    .put("path", path.text())
                    .put("version", version)
                    .put("bytes", content.length())
                    .build();
            audit.append(rows, now, "resource-stored", document);
            return version;
        });
    }

    /// Removes every version. What remains is that there was one, so that no number is used twice.
    ///
    /// @return whether anything was stored there
    public boolean delete(ResourcePath path, Instant now) throws IOException {
        return database.write(rows -> {
            if (newest(rows, path) == 0) {
                return false;
            }
            rows.change("update resource set sealed = ? where path = ?", Bytes.EMPTY, path.text());
            audit.append(
                    rows,
                    now,
                    "resource-deleted",
                    Json.object().put("path", path.text()).build());
            return true;
        });
    }

    /// The number of the newest version, 0 when nothing is stored there. Its bytes take a grant.
    public long newest(ResourcePath path) throws IOException {
        return database.read(rows -> newest(rows, path));
    }

    private static long newest(Rows rows, ResourcePath path) throws SQLException {
        return rows.number(
                "select coalesce(max(version), 0) from resource where path = ? and length(sealed) > 0", path.text());
    }

    /// The newest version of what the grant names, still sealed; empty when nothing is stored there.
    public Optional<Sealed> find(Rows rows, Grant grant) throws SQLException {
        return rows.one(
                "select version, sealed from resource where path = ? and length(sealed) > 0 order by version desc limit 1",
                row -> new Sealed(grant.path(), row.number(1), row.bytes(2)),
                grant.path().text());
    }

    /// Opens it; the caller closes it.
    ///
    /// @throws Malformed when the stored bytes were changed or moved
    public Resource release(Grant grant, Sealed sealed) throws Malformed {
        if (!grant.path().equals(sealed.path())) {
            throw new IllegalArgumentException("the grant is for " + grant.path() + ", not for " + sealed.path());
        }
        Secret content = master.open(sealedAs(sealed.path(), sealed.version()), sealed.content());
        return new Resource(sealed.path().text(), sealed.version(), content);
    }

    private static String sealedAs(ResourcePath path, long version) {
        return "resource " + path.text() + " version " + version;
    }
}
