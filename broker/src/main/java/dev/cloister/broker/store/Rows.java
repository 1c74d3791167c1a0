package dev.cloister.broker.store;

import dev.cloister.bytes.Bytes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rows as one transaction sees them. Values reach the database through placeholders only; what they may be:
/// text, integers, flags, {@link Bytes}, moments (kept as milliseconds).
public final class Rows {
    private final Connection connection;

    Rows(Connection connection) {
        this.connection = connection;
    }

    /// Makes something of the row that the result stands on.
    @FunctionalInterface
    public interface Reading<R> {
        R read(Row row) throws SQLException;
    }

    /// Runs a statement that changes rows.
    ///
    /// @return how many it changed
    public int change(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    /// All rows that a query finds, in its order.
    public <R> List<R> all(String sql, Reading<R> reading, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet found = statement.executeQuery()) {
            Row row = new Row(found);
            List<R> read = new ArrayList<>();
            while (found.next()) {
                read.add(reading.read(row));
            }
            return read;
        }
    }

    /// The only row, if any. More than one is our bug: the query asks for a key.
    public <R> Optional<R> one(String sql, Reading<R> reading, Object... values) throws SQLException {
        List<R> found = all(sql, reading, values);
        if (found.size() > 1) {
            throw new IllegalStateException("one row expected, " + found.size() + " found");
        }
        return found.stream().findFirst();
    }

    /// The one number that a query such as a count gives.
    public long number(String sql, Object... values) throws SQLException {
        return one(sql, row -> row.number(1), values).orElseThrow();
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case String text -> statement.setString(i + 1, text);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setLong(i + 1, number);
                case Boolean flag -> statement.setLong(i + 1, flag ? 1 : 0);
                case Bytes bytes -> statement.setBytes(i + 1, bytes.array());
                case Instant moment -> statement.setLong(i + 1, moment.toEpochMilli());
                default -> throw new IllegalArgumentException("no column holds a " + values[i].getClass());
            }
        }
        return statement;
    }

    /// One row of a result, columns by number from 1. No column of ours is nullable.
    public static final class Row {
        private final ResultSet found;

        Row(ResultSet found) {
            this.found = found;
        }

        public String text(int column) throws SQLException {
            return found.getString(column);
        }

        public long number(int column) throws SQLException {
            return found.getLong(column);
        }

        public boolean flag(int column) throws SQLException {
            return found.getLong(column) != 0;
        }

        public Bytes bytes(int column) throws SQLException {
            return Bytes.of(found.getBytes(column));
        }

        public Instant moment(int column) throws SQLException {
            return Instant.ofEpochMilli(found.getLong(column));
        }
    }
}
