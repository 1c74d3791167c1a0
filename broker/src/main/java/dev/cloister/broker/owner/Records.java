package dev.cloister.broker.owner;

import dev.cloister.broker.archive.Activations;
import dev.cloister.broker.archive.Activations.Attested;
import dev.cloister.broker.archive.Activations.Release;
import dev.cloister.broker.audit.AuditLog;
import dev.cloister.broker.audit.AuditLog.Entry;
import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What happened, as JSON: enough of it that everything can be checked again by somebody else.
public final class Records {
    private static final int MAX_ATTESTED = 100;
    private static final int MAX_ENTRIES = 1_000;
    private static final int DEPTH = 16;

    private final Database database;
    private final Activations activations;
    private final AuditLog audit;

    public Records(Database database, Activations activations, AuditLog audit) {
        this.database = database;
        this.activations = activations;
        this.audit = audit;
    }

    /// Attestations under an init-data digest that ended in trust, newest first, at most 100.
    Json activations(Bytes initData) throws IOException {
        return database.read(rows -> {
            List<Json> all = new ArrayList<>();
            for (Attested attested : activations.under(rows, initData, MAX_ATTESTED)) {
                all.add(attested(rows, attested));
            }
            return Json.array(all);
        });
    }

    private Json attested(Rows rows, Attested attested) throws SQLException, IOException {
        List<Json> releases = new ArrayList<>();
        for (Release release : activations.releases(rows, attested.activation())) {
            releases.add(Json.object()
                    .put("path", release.path())
                    .put("version", release.version())
                    .put("time", release.time().toString())
                    .build());
        }
        return Json.object()
                .put("activation", attested.activation())
                .put("time", attested.time().toString())
                .put("reportHex", attested.report().hex())
                .put("certificatesBase64", attested.certificates().base64())
                .put("initData", attested.initData())
                .put("runtimeData", attested.runtimeData())
                .put("verdict", "trusted")
                .put("emulated", attested.emulated())
                .put("checks", stored(attested.checks()))
                .put("releasePolicy", stored(attested.releasePolicy()))
                .put("releases", Json.array(releases))
                .build();
    }

    private static Json stored(String text) throws IOException {
        try {
            return Json.parse("record", text.getBytes(StandardCharsets.UTF_8), DEPTH);
        } catch (Malformed broken) {
            throw new IOException("a stored record cannot be read: " + broken.getMessage(), broken);
        }
    }

    /// Up to 1,000 audit entries behind a number, and whether their hashes fit each other and the one before.
    Json audit(long after) throws IOException {
        return database.read(rows -> {
            List<Entry> entries = audit.entries(rows, after, MAX_ENTRIES);
            List<Json> all = new ArrayList<>();
            for (Entry entry : entries) {
                all.add(Json.object()
                        .put("number", entry.number())
                        .put("time", entry.time().toString())
                        .put("kind", entry.kind())
                        .put("document", stored(entry.document()))
                        .put("hash", entry.hash().hex())
                        .build());
            }
            return Json.object()
                    .put("intact", audit.isIntact(audit.hashOf(rows, after), entries))
                    .put("entries", Json.array(all))
                    .build();
        });
    }
}
