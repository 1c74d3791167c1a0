package dev.cloister.workload;

import java.util.List;

/// A value of the TOML subset, with the place where it starts (line and column count from 1).
sealed interface TomlValue permits TomlTable, TomlValue.Text, TomlValue.Whole, TomlValue.Row, TomlValue.Tables {

    int line();

    int column();

    /// What an error message calls it.
    default String kind() {
        return switch (this) {
            case Text text -> "a string";
            case Whole whole -> "a whole number";
            case Row row -> "a list";
            case TomlTable table -> "a table";
            case Tables tables -> "a list of tables";
        };
    }

    record Text(String text, int line, int column) implements TomlValue {}

    record Whole(long number, int line, int column) implements TomlValue {}

    /// A list of strings on one line.
    record Row(List<Text> texts, int line, int column) implements TomlValue {}

    /// `[[name]]` tables; grows while the document is read.
    record Tables(List<TomlTable> tables, int line, int column) implements TomlValue {}
}
