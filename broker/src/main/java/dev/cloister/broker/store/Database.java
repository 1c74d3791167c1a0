package dev.cloister.broker.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/// One file of rows. A write is one transaction: when {@link #write} returns, it is on the disk; when it throws,
/// nothing of it ever happened. Reads see a state between two writes and never wait for one.
public final class Database implements AutoCloseable {
    private static final int READERS = 4;
    private static final int BUSY_MILLIS = 5_000;
    private static final long LOCK_SECONDS = 20;

    private final Connection writer;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

    private Database(Connection writer) {
        this.writer = writer;
    }

    /// What is done within one transaction. `X` is what it may throw beside.
    @FunctionalInterface
    public interface Work<R, X extends Exception> {
        R in(Rows rows) throws SQLException, IOException, X;
    }

    /// Opens the file, makes it on first use (mode 0600), and brings its tables to the present version.
    public static Database open(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, ownerOnly());
        }
        SQLiteDataSource source = source(file);
        try {
            Migration.bringUpToDate(source);
            Database database = new Database(source.getConnection());
            SQLiteDataSource readOnly = source(file);
            for (int i = 0; i < READERS; i++) {
                Connection reader = readOnly.getConnection();
                execute(reader, "pragma query_only = on");
                database.readers.add(reader);
            }
            return database;
        } catch (SQLException failed) {
            throw new IOException("the database " + file + " cannot be opened: " + failed.getMessage(), failed);
        }
    }

    /// Transactions are begun and ended here in so many words: left to the driver, the next one would begin as soon as
    /// one ends, and hold the file's lock in between.
    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static SQLiteDataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static FileAttribute<Set<PosixFilePermission>> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    /// One transaction that may change rows; others wait for it.
    ///
    /// @throws IOException when the database cannot be reached or refuses; nothing was changed then
    public <R, X extends Exception> R write(Work<R, X> work) throws IOException, X {
        try {
            if (!writing.tryLock(LOCK_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the database was busy for " + LOCK_SECONDS + " s");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while waiting for the database", stopped);
        }
        boolean done = false;
        try {
            execute(writer, "begin immediate");
            R result = work.in(new Rows(writer));
            execute(writer, "commit");
            done = true;
            return result;
        } catch (SQLException failed) {
            throw new IOException("the database refuses: " + failed.getMessage(), failed);
        } finally {
            try {
                if (!done) {
                    rollBack();
                }
            } finally {
                writing.unlock();
            }
        }
    }

    /// After some failures (disk full, I/O error) SQLite has rolled back itself, and says that there is nothing to do.
    private void rollBack() throws IOException {
        try {
            execute(writer, "rollback");
        } catch (SQLException failed) {
            if (!String.valueOf(failed.getMessage()).contains("no transaction is active")) {
                throw new IOException("the database does not roll back: " + failed.getMessage(), failed);
            }
        }
    }

    /// Queries on one consistent state.
    public <R, X extends Exception> R read(Work<R, X> work) throws IOException, X {
        Connection reader;
        try {
            reader = readers.take();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while waiting for the database", stopped);
        }
        try {
            execute(reader, "begin");
            try {
                return work.in(new Rows(reader));
            } finally {
                execute(reader, "rollback");
            }
        } catch (SQLException failed) {
            throw new IOException("the database does not answer: " + failed.getMessage(), failed);
        } finally {
            readers.add(reader);
        }
    }

    @Override
    public void close() throws IOException {
        writing.lock();
        try {
            writer.close();
            for (Connection reader : readers) {
                reader.close();
            }
        } catch (SQLException failed) {
            throw new IOException("the database does not close: " + failed.getMessage(), failed);
        } finally {
            writing.unlock();
        }
    }
}
