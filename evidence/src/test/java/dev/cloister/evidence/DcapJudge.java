package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.appraisal.Appraisal;
import dev.cloister.evidence.appraisal.ReferenceValues;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.appraisal.Verdict;
import dev.cloister.evidence.dcap.TcbEvaluation;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.CatalogEntry.Listed;
import dev.cloister.vectors.CatalogLoop;
import dev.cloister.vectors.Disagreements;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the words of the catalogue's folders `sgx` and `tdx` ask of the verifier, every evaluation included.
final class DcapJudge implements CatalogLoop.Judge {
    private static final String NOT_SUPPORTED = "TCB_NOT_SUPPORTED";
    private static final String COLLATERAL = "dcap-collateral/";

    private static final Verifier STRICT = new Verifier(TrustAnchors.intel());
    private static final Verifier WITHOUT_LISTS = new Verifier(TrustAnchors.intel(), Revocation.NOT_REQUIRED);
    private static final Verifier SIGNATURES = WITHOUT_LISTS.with(TcbCheck.NOT_REQUIRED);

    private int evaluations;

    /// How many evaluations were held against the verifier's answers.
    int evaluations() {
        return evaluations;
    }

    /// The quote of an entry, and the certificates that lie beside it.
    private record Own(Evidence.Dcap evidence, List<Bytes> certificates) {}

    @Override
    public void judge(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException, Malformed {
        String word = entry.verdict().orElse("none");
        Own own;
        try {
            own = read(catalog, entry, found);
        } catch (Malformed e) {
            if (word.equals("REJECT") && ExpectedFlaws.of(entry, found).malformed()) {
                return;
            }
            throw e;
        }
        if (entry.facts().isPresent()) {
            found.facts("", entry.facts().get(), DcapFacts.of(own.evidence));
        }
        for (JsonFields evaluation : evaluations(entry)) {
            evaluations++;
            evaluation(catalog, entry, own, evaluation, found);
        }
        if (Set.of("SEE_EVALUATIONS", "ACCEPT", "ACCEPT_SIGNATURES", "REJECT_BY_DEFAULT_POLICY")
                .contains(word)) {
            underStrict1(entry, own, found);
        }
        switch (word) {
            case "SEE_EVALUATIONS" ->
                found.compare("has evaluations", true, !evaluations(entry).isEmpty());
            case "ACCEPT", "ACCEPT_SIGNATURES", "REJECT_BY_DEFAULT_POLICY" ->
                found.compare("outcome", "verified", outcome(signatures(own, at(entry))));
            case "REJECT" -> reject(entry, own, found);
            case "NEEDS_PCK_CHAIN_FROM_CALLER", "INCOMPLETE" ->
                found.compare("outcome", "unsettled [no-certificate]", outcome(signatures(own, Instant.EPOCH)));
            case "PARSE_ONLY" -> found.compare("a quote", true, own.evidence.quote() != null);
            default -> found.add("verdict", "a word that this loop knows", word);
        }
    }

    private static Own read(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException, Malformed {
        List<Evidence.Dcap> quotes = new ArrayList<>();
        List<Bytes> certificates = new ArrayList<>();
        for (Listed file : entry.files()) {
            Bytes content = catalog.file(entry, file);
            if (file.plainName().matches(".*\\.(der|pem|crt|cer)")) {
                certificates.add(content);
            } else if (EvidenceFile.parse(content.array()).evidence() instanceof Evidence.Dcap quote) {
                quotes.add(quote);
            } else {
                found.add(file.name(), "a quote", "other evidence");
            }
        }
        if (quotes.isEmpty()) {
            throw new IOException(entry.id() + " has no quote");
        }
        return new Own(quotes.getFirst(), certificates);
    }

    private static List<JsonFields> evaluations(CatalogEntry entry) throws Malformed {
        JsonFields fields = entry.whole().fields(entry.id());
        return fields.optionalArray("evaluations").isPresent() ? fields.objects("evaluations") : List.of();
    }

    private static Instant at(CatalogEntry entry) throws Malformed {
        return entry.at().orElseThrow(() -> new Malformed("entry", "verification_time", -1, "is missing"));
    }

    /// Without Intel's documents and lists, which is said in so many words.
    private static Verification<? extends Evidence> signatures(Own own, Instant at) {
        return SIGNATURES.verify((Evidence) own.evidence, Endorsements.of(own.certificates, List.of()), at);
    }

    /// What only a policy objects to: debugging, and what the catalogue calls `td_policy`.
    private static void underStrict1(CatalogEntry entry, Own own, Disagreements found) throws Malformed {
        Set<String> wanted = new TreeSet<>();
        JsonFields in = entry.whole().fields(entry.id());
        if (in.optionalValue("debug").filter(Json.flag(true)::equals).isPresent()) {
            wanted.add(own.evidence instanceof Evidence.Sgx ? "enclave-debug" : "td-debug");
        }
        if (in.optionalArray("td_policy").isPresent()) {
            for (String shown : in.texts("td_policy")) {
                wanted.add(
                        switch (shown) {
                            case "SEPT_VE_DISABLE clear" -> "sept-ve-enabled";
                            case "MIGRATABLE set" -> "td-migratable";
                            case "MRSERVICETD not zero" -> "service-td-bound";
                            default -> "a property that is known here: " + shown;
                        });
            }
        }
        ReferenceValues none = new ReferenceValues(Set.of(), Set.of(), Bytes.of(new byte[64]));
        Set<String> got = new TreeSet<>();
        if (Appraisal.appraise(signatures(own, at(entry)), TrustPolicy.strict1(), none)
                instanceof Verdict.Rejected rejected) {
            rejected.findings().forEach(finding -> got.add(finding.code()));
        }
        got.retainAll(Set.of(
                "enclave-debug",
                "td-debug",
                "sept-ve-enabled",
                "td-migratable",
                "service-td-bound",
                "service-td-extension",
                "unknown-td-attributes",
                "unknown-enclave-attributes",
                "unaccepted-root"));
        found.compare("under strict-1", wanted, got);
    }

    private static void reject(CatalogEntry entry, Own own, Disagreements found) throws Malformed {
        ExpectedFlaws expected = ExpectedFlaws.of(entry, found);
        Verification<? extends Evidence> verification = signatures(own, at(entry));
        if (verification instanceof Refused<? extends Evidence> refused) {
            expected.compare(codes(refused), found);
        } else {
            found.add("outcome", "refused " + expected.present(), outcome(verification));
        }
    }

    private static void evaluation(Catalog catalog, CatalogEntry entry, Own own, JsonFields in, Disagreements found)
            throws IOException, Malformed {
        Instant at = Instant.parse(in.text("at"));
        String where = "at " + at + " ";
        List<Bytes> lists = new ArrayList<>();
        for (String member : List.of("pck_crl", "root_ca_crl")) {
            Optional<String> list = in.optionalText(member);
            if (list.isPresent()) {
                lists.add(catalog.file(entry, COLLATERAL + list.get() + ".crl.der"));
            }
        }
        List<Bytes> documents = List.of(
                catalog.file(entry, COLLATERAL + in.text("tcb_info") + ".json"),
                catalog.file(entry, COLLATERAL + in.text("qe_identity") + ".json"));
        Endorsements endorsements = Endorsements.of(own.certificates, lists, documents);
        boolean listed = lists.size() == 2;
        if (!listed) {
            Verification<?> without = STRICT.verify((Evidence) own.evidence, endorsements, at);
            found.compare(where + "without all lists", true, without instanceof Unsettled<?>);
        }
        Verifier verifier = listed ? STRICT : WITHOUT_LISTS;
        Verification<? extends Evidence> verification = verifier.verify((Evidence) own.evidence, endorsements, at);
        String status = in.text("final_status");
        boolean revoked =
                in.optionalValue("pck_revoked").filter(Json.flag(true)::equals).isPresent();
        if (revoked || status.equals(NOT_SUPPORTED) || status.equals("Revoked")) {
            String flaw = revoked ? "revoked" : status.equals("Revoked") ? "revoked-tcb" : "unsupported-tcb";
            found.compare(where + "outcome", "refused [" + flaw + "]", outcome(verification));
        } else if (verification instanceof Verified<? extends Evidence> yes) {
            found.compare(where + "lists checked", listed, yes.revocationChecked());
            TcbEvaluation evaluation =
                    ((Established.Dcap) yes.established()).tcb().orElseThrow();
            evaluated(where, in, evaluation, found);
        } else {
            found.add(where + "outcome", "verified, " + status, outcome(verification));
        }
    }

    private static void evaluated(String where, JsonFields in, TcbEvaluation evaluation, Disagreements found)
            throws Malformed {
        JsonObject got = DcapFacts.of(evaluation);
        found.compare(
                where + "qe_status", in.text("qe_status"), got.fields("got").text("qe_status"));
        found.compare(
                where + "final_status",
                in.text("final_status"),
                got.fields("got").text("final_status"));
        JsonObject details = in.object("details").whole();
        JsonObject.Builder known = Json.object();
        details.members().forEach((name, value) -> {
            if (!name.equals("tdx_module")) {
                known.put(name, value);
            }
        });
        found.facts(
                where + "details.",
                known.build(),
                got.fields("got").object("details").whole());
        found.compare(
                where + "advisories", new TreeSet<>(in.texts("advisories")), new TreeSet<>(evaluation.advisories()));
    }

    private static Set<String> codes(Refused<? extends Evidence> refused) {
        return refused.flaws().stream().map(Flaw::code).collect(Collectors.toCollection(TreeSet::new));
    }

    static String outcome(Verification<? extends Evidence> verification) {
        return switch (verification) {
            case Verified<? extends Evidence> yes -> "verified";
            case Refused<? extends Evidence> no -> "refused " + codes(no);
            case Unsettled<? extends Evidence> open ->
                "unsettled " + open.gaps().stream().map(Gap::code).toList();
        };
    }
}
