package dev.cloister.broker.store;

import dev.cloister.bytes.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/// One step of the tables' history: a numbered SQL file beside this class. Files that were released never change;
/// Flyway keeps their check sums and refuses a database that another history made.
///
/// Statements in a file are parted by lines that hold `;;` alone. The files are handed to Flyway one by one, as its
/// search over the class path costs time and cannot see into a named module.
final class Migration implements JavaMigration {
    private static final List<Migration> HISTORY = List.of(
            new Migration(1, "first tables", "V1__first_tables.sql"),
            new Migration(2, "proven cases", "V2__proven_cases.sql"),
            new Migration(3, "plain KBS", "V3__plain_kbs.sql"));

    private final int version;
    private final String description;
    private final String sql;

    private Migration(int version, String description, String file) {
        this.version = version;
        this.description = description;
        try (InputStream in = Migration.class.getResourceAsStream(file)) {
            this.sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static void bringUpToDate(DataSource source) throws IOException {
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations(new String[0])
                    .skipDefaultCallbacks(true)
                    .javaMigrations(HISTORY.toArray(JavaMigration[]::new))
                    .load()
                    .migrate();
        } catch (FlywayException failed) {
            throw new IOException("the database's tables cannot be brought up to date: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void migrate(Context context) throws SQLException {
        try (Statement statement = context.getConnection().createStatement()) {
            for (String part : sql.split("(?m)^;;$", -1)) {
                statement.execute(part);
            }
        }
    }

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion(Integer.toString(version));
    }

    @Override
    public String getDescription() {
        return description;
    }

    @Override
    public Integer getChecksum() {
        byte[] digest = Digests.sha256(sql.getBytes(StandardCharsets.UTF_8)).array();
        return ByteBuffer.wrap(digest).getInt();
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }
}
