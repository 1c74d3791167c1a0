package dev.cloister.broker.archive;

import dev.cloister.broker.store.Database;
import dev.cloister.broker.store.Rows;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Excerpt;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The reasons behind refusals. A guest is told a code and a number; rules, values, expected and got are
/// kept here for the owner. Strangers cause cases too, so only the newest are kept: so many of strangers,
/// and as many of those who had shown that the evidence is theirs.
public final class Cases {
    private static final int KEPT = 10_000;

    /// Of a document, in bytes; one report takes less than a third.
    static final int MAX_BYTES = 8 * 1024;

    /// Hex digits of an SNP report. All that findings are about stands in the first part of a quote, too.
    private static final int MAX_REPORT = 2 * 1184;

    private static final int MAX_TEXT = 400;
    private static final int MAX_SENTENCES = 2_000;
    private static final int NUMBER_BYTES = 4;
    private static final int LISTED = 100;

    private final Database database;
    private final int kept;

    public Cases(Database database) {
        this(database, KEPT);
    }

    Cases(Database database, int kept) {
        this.database = database;
        this.kept = kept;
    }

    /// One reason. What does not apply is empty. Texts are cut, as they may quote what a stranger sent.
    ///
    /// @param source where the expected value comes from
    /// @param remedy the nearest change that would let it pass
    public record Reason(
            String code, String sentence, String field, String expected, String got, String source, String remedy) {
        public Reason {
            sentence = Excerpt.of(sentence, MAX_TEXT);
            field = Excerpt.of(field);
            expected = Excerpt.of(expected, MAX_TEXT);
            got = Excerpt.of(got, MAX_TEXT);
            source = Excerpt.of(source, MAX_TEXT);
            remedy = Excerpt.of(remedy, MAX_TEXT);
        }

        public static Reason of(String code, String sentence) {
            return of(code, sentence, "");
        }

        public static Reason of(String code, String sentence, String remedy) {
            return new Reason(code, sentence, "", "", "", "", remedy);
        }

        Json toJson() {
            return Json.object()
                    .put("code", code)
                    .put("sentence", sentence)
                    .put("field", field)
                    .put("expected", expected)
                    .put("got", got)
                    .put("source", source)
                    .put("remedy", remedy)
                    .build();
        }
    }

    /// What was refused and why.
    ///
    /// @param step of the argument that ended it, such as `B5`
    /// @param about members that name the request: resource path, init-data digest, activation; empty where
    /// unknown
    public record Refusal(String outcome, String step, About about, List<Reason> reasons) {
        public Refusal {
            reasons = List.copyOf(reasons);
        }

        /// In one line, for the log.
        public String sentence() {
            return Excerpt.of(
                    String.join("; ", reasons.stream().map(Reason::sentence).toList()), MAX_SENTENCES);
        }
    }

    /// What stands behind evidence.
    public enum Origin {
        /// There was none, or it could not be verified.
        UNKNOWN,
        HARDWARE,
        EMULATED;

        public static Origin of(boolean emulated) {
            return emulated ? EMULATED : HARDWARE;
        }
    }

    /// Names of what a request was about, as far as it got.
    ///
    /// @param proven who asked has shown that the evidence, or the session, is its own
    public record About(String path, String initData, String report, Origin origin, boolean proven) {
        public static final About NOTHING = new About("", "", "", Origin.UNKNOWN, false);

        /// A session whose evidence was judged earlier.
        public static About session(boolean emulated) {
            return new About("", "", "", Origin.of(emulated), false);
        }

        /// The same about one resource.
        public About at(ResourcePath resource) {
            return new About(resource.text(), initData, report, origin, proven);
        }

        public About nowProven() {
            return new About(path, initData, report, origin, true);
        }
    }

    /// Stores the refusal within the transaction.
    ///
    /// @return its number, 8 hex digits
    public String open(Rows rows, Instant now, Refusal refusal) throws SQLException {
        String number = freeNumber(rows);
        JsonObject.Builder document = Json.object()
                .put("case", number)
                .put("time", now.toString())
                .put("outcome", refusal.outcome())
                .put("step", refusal.step())
                .put("path", refusal.about().path())
                .put("initData", refusal.about().initData())
                .put("reportHex", cut(refusal.about().report()));
        if (refusal.about().origin() != Origin.UNKNOWN) {
            document.put("emulated", refusal.about().origin() == Origin.EMULATED);
        }
        String text = withFindings(document, refusal.reasons());
        boolean proven = refusal.about().proven();
        rows.change(
                "insert into finding_case (number, time, document, proven) values (?, ?, ?, ?)",
                number,
                now,
                text,
                proven);
        rows.change(
                "delete from finding_case where proven = ? and rowid <="
                        + " (select rowid from finding_case where proven = ? order by rowid desc limit 1 offset ?)",
                proven,
                proven,
                kept);
        return number;
    }

    private static String cut(String report) {
        return report.substring(0, Math.min(report.length(), MAX_REPORT));
    }

    /// As many reasons as there is room for, and how many there were beyond.
    private static String withFindings(JsonObject.Builder document, List<Reason> reasons) {
        List<Json> findings = new ArrayList<>();
        int room = MAX_BYTES - size(document.build()) - MAX_TEXT;
        for (Reason reason : reasons) {
            Json finding = reason.toJson();
            room -= size(finding) + 1;
            if (room < 0) {
                int rest = reasons.size() - findings.size();
                findings.add(Reason.of("more", rest + " more, left out").toJson());
                break;
            }
            findings.add(finding);
        }
        return document.put("findings", Json.array(findings)).build().compact();
    }

    private static int size(Json json) {
        return Bytes.utf8(json.compact()).length();
    }

    /// A number that may be a case's.
    public static String number() {
        try (Secret random = Secret.random(NUMBER_BYTES)) {
            return random.use(Bytes::of).hex();
        }
    }

    private static String freeNumber(Rows rows) throws SQLException {
        while (true) {
            String number = number();
            if (rows.number("select count(*) from finding_case where number = ?", number) == 0) {
                return number;
            }
        }
    }

    /// The document that {@link #open} stored.
    public Optional<Json> find(String number) throws IOException, Malformed {
        Optional<String> text = database.read(
                rows -> rows.one("select document from finding_case where number = ?", row -> row.text(1), number));
        return text.isPresent() ? Optional.of(stored(text.get())) : Optional.empty();
    }

    /// The newest cases, without what they quote: number, time, outcome, step, path and the codes of the findings.
    public Json newest() throws IOException, Malformed {
        List<String> texts = database.read(rows -> rows.all(
                "select document from finding_case order by time desc, rowid desc limit ?",
                row -> row.text(1),
                LISTED));
        List<Json> listed = new ArrayList<>();
        for (String text : texts) {
            listed.add(summary(JsonFields.of("Case", stored(text))));
        }
        return Json.array(listed);
    }

    private static Json summary(JsonFields document) throws Malformed {
        List<Json> codes = new ArrayList<>();
        for (JsonFields finding : document.objects("findings")) {
            codes.add(finding.value("code"));
        }
        JsonObject.Builder out = Json.object();
        for (String name : List.of("case", "time", "outcome", "step", "path")) {
            out.put(name, document.value(name));
        }
        return out.put("findings", Json.array(codes)).build();
    }

    private static Json stored(String text) throws Malformed {
        return JsonFields.parse("Case", Bytes.utf8(text).array(), 8).whole();
    }
}
