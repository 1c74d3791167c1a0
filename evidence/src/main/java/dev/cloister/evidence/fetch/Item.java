package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.dcap.Collateral;
import dev.cloister.evidence.x509.Certificate;
import dev.cloister.evidence.x509.RevocationList;
import java.time.Instant;
import java.util.regex.Pattern;

/// One certificate, list or document as it was served, read and not yet believed.
///
/// @param title what it is, as it says itself
/// @param from where it was fetched
/// @param fetched when
/// @param made when it came into force, as it says itself
/// @param until its last moment, as it says itself; `Instant.MIN` of a list that does not say it
/// @param content DER, or JSON of a document
public record Item(Kind kind, String title, String from, Instant fetched, Instant made, Instant until, Bytes content) {
    private static final String STRUCTURE = "collateral";
    private static final Pattern ADDRESS = Pattern.compile("[!-~]{1,2048}");

    public enum Kind {
        CERTIFICATE("certificate"),
        REVOCATION_LIST("revocation-list"),
        DOCUMENT("document");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        static Kind of(String word) throws Malformed {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new Malformed(STRUCTURE, "kind", -1, "must be certificate, revocation-list or document");
        }
    }

    /// Reads what it is; the rest of an item follows from the content.
    static Item of(Kind kind, String from, Instant fetched, Bytes content) throws Malformed {
        if (!ADDRESS.matcher(from).matches()) {
            throw new Malformed(STRUCTURE, "from", -1, "must be an address");
        }
        return switch (kind) {
            case CERTIFICATE -> {
                Certificate read = Certificate.parse("certificate", content);
                yield new Item(
                        kind,
                        "certificate of " + read.commonName(),
                        from,
                        fetched,
                        read.notBefore(),
                        read.notAfter(),
                        content);
            }
            case REVOCATION_LIST -> {
                RevocationList read = RevocationList.parse("revocation list", content);
                yield new Item(
                        kind,
                        "revocation list of " + read.issuer().commonName(),
                        from,
                        fetched,
                        read.thisUpdate(),
                        read.nextUpdate(),
                        content);
            }
            case DOCUMENT -> {
                Collateral read = Collateral.parse(content);
                yield new Item(
                        kind,
                        read.title() + ", evaluation " + read.evaluationNumber(),
                        from,
                        fetched,
                        read.issueDate(),
                        read.nextUpdate(),
                        content);
            }
        };
    }

    public boolean holdsAt(Instant at) {
        return !made.isAfter(at) && !until.isBefore(at);
    }
}
