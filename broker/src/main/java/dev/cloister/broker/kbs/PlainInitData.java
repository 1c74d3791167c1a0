package dev.cloister.broker.kbs;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The init-data of any client of KBS: a text whose digest hardware may report (specs kbs-protocol 10.4).
/// Only what says how it is hashed is read, the members in front of the first table; what its entries mean
/// is the guest's affair.
///
/// @param text exactly as sent
record PlainInitData(String text, Algorithm algorithm) {
    private static final int MAX_CHARACTERS = 2 * 1024 * 1024;
    private static final String STRUCTURE = "init-data";
    private static final String VERSION = "0.1.0";

    /// `key = "text"` or `key = 'text'`, no escapes, perhaps a comment.
    private static final Pattern MEMBER =
            Pattern.compile("\\s*([A-Za-z0-9_-]+)\\s*=\\s*(?:\"([^\"\\\\]*)\"|'([^']*)')\\s*(?:#.*)?");

    /// How it is hashed.
    enum Algorithm {
        SHA256("SHA-256"),
        SHA384("SHA-384"),
        SHA512("SHA-512");

        private final String name;

        Algorithm(String name) {
            this.name = name;
        }

        private static Algorithm parse(String name) throws Malformed {
            return switch (name) {
                case "sha256" -> SHA256;
                case "sha384" -> SHA384;
                case "sha512" -> SHA512;
                default -> throw bad("algorithm", "must be sha256, sha384 or sha512");
            };
        }
    }

    static PlainInitData parse(String text) throws Malformed {
        if (text.length() > MAX_CHARACTERS) {
            throw bad("", "is longer than " + MAX_CHARACTERS + " characters");
        }
        String algorithm = "";
        String version = "";
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            if (line.strip().startsWith("[")) {
                break;
            }
            Matcher member = MEMBER.matcher(line);
            if (!member.matches()) {
                throw bad("", "is not TOML with a member algorithm and a member version in front of its tables");
            }
            String value = member.group(2) == null ? member.group(3) : member.group(2);
            switch (member.group(1)) {
                case "algorithm" -> algorithm = once("algorithm", algorithm, value);
                case "version" -> version = once("version", version, value);
                default -> throw bad("", "has another member than algorithm and version in front of its tables");
            }
        }
        if (!version.equals(VERSION)) {
            throw bad("version", "must be " + VERSION);
        }
        return new PlainInitData(text, Algorithm.parse(algorithm));
    }

    private static String once(String name, String before, String value) throws Malformed {
        if (!before.isEmpty()) {
            throw bad(name, "is there twice");
        }
        return value;
    }

    private static Malformed bad(String field, String problem) {
        return new Malformed(STRUCTURE, field, -1, problem);
    }

    Bytes digest() {
        try {
            return Bytes.of(MessageDigest.getInstance(algorithm.name)
                    .digest(Bytes.utf8(text).array()));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-2", missing);
        }
    }

    /// Whether this is the text that the hardware's field reports: its digest with zeros behind it, or,
    /// where the field is shorter than the digest, as many bytes of it as there is room for. A field of
    /// zeros reports none.
    boolean isReportedBy(Bytes field) {
        Bytes digest = digest();
        Bytes fitted =
                digest.length() > field.length() ? digest.slice(0, field.length()) : digest.padTo(field.length());
        return fitted.sameAs(field);
    }
}
