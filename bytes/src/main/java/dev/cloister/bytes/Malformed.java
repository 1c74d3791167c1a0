package dev.cloister.bytes;

import java.util.Locale;

/// Input that breaks its format: which structure, which field, where, and what was wrong with it.
///
/// The message is written for a person and carries no content of secrets: only values of fields, lengths and
/// bounds.
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int MAX_MESSAGE = 1000;

    private final String message;
    private final String structure;
    private final String field;
    private final long offset;
    private final String problem;

    /// `offset` in bytes from the start of the outermost structure, or -1 where no place can be named. An
    /// empty `field` stands for the structure itself.
    public Malformed(String structure, String field, long offset, String message) {
        this(place(structure, field, offset) + ": " + message, structure, field, offset, message);
    }

    private Malformed(String message, String structure, String field, long offset, String problem) {
        super(bounded(message));
        this.message = bounded(message);
        this.structure = structure;
        this.field = field;
        this.offset = offset;
        this.problem = bounded(problem);
    }

    /// A last bound, for messages that quote what was read.
    private static String bounded(String text) {
        return text.length() > MAX_MESSAGE ? Excerpt.of(text, MAX_MESSAGE) : text;
    }

    /// The form for text written by people: `app.yaml line 3, column 7: spec.ports: must be a list`. Lines
    /// and columns count from 1; an empty `field` is left out.
    public static Malformed atLine(String structure, String field, int line, int column, String message) {
        String subject = field.isEmpty() ? "" : field + ": ";
        String whole = structure + " line " + line + ", column " + column + ": " + subject + message;
        return new Malformed(whole, structure, field, -1, message);
    }

    @Override
    public String getMessage() {
        return message;
    }

    public String structure() {
        return structure;
    }

    public String field() {
        return field;
    }

    /// Bytes from the start of the outermost structure, or -1.
    public long offset() {
        return offset;
    }

    /// What was wrong, without the place.
    public String problem() {
        return problem;
    }

    private static String place(String structure, String field, long offset) {
        String name = field.isEmpty() ? structure : structure + "." + field;
        return offset < 0 ? name : name + " at 0x" + Long.toHexString(offset).toLowerCase(Locale.ROOT);
    }
}
