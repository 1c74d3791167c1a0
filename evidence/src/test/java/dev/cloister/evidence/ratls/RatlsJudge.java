package dev.cloister.evidence.ratls;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNull;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Established;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Objection;
import dev.cloister.evidence.Revocation;
import dev.cloister.evidence.TcbCheck;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.appraisal.Rule;
import dev.cloister.evidence.appraisal.SgxRules;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.evidence.x509.Pem;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.CatalogLoop;
import dev.cloister.vectors.Disagreements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/// What the words of the catalogue's folder `ratls` ask of the peer verifier.
final class RatlsJudge implements CatalogLoop.Judge {
    private static final Verifier STRICT = new Verifier(TrustAnchors.intel());
    private static final Verifier SIGNATURES =
            new Verifier(TrustAnchors.intel(), Revocation.NOT_REQUIRED).with(TcbCheck.NOT_REQUIRED);
    private static final Endorsements NONE = Endorsements.of(List.of(), List.of());

    /// What each step of the catalogue is here, if it fails.
    private static final Map<String, String> STEPS = Map.of(
            "self_signature", "not-self-signed",
            "pubkey_hash_claim_matches_key", "other-key",
            "report_data_binds_key", "wrong-report-data",
            "quote_sig", "bad-signature",
            "qe_report_data", "unbound-key",
            "qe_sig", "bad-qe-signature",
            "chain_sig", "broken-chain",
            "root_is_intel_production_key", "unknown-root");

    @Override
    public void judge(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException, Malformed {
        Bytes der = catalog.file(entry, entry.id() + "/cert.der");
        Instant at = entry.at().orElseThrow(() -> new Malformed("entry", "verification_time", -1, "is missing"));
        files(catalog, entry, der, found);
        RatlsCertificate read = RatlsCertificate.parse(der);
        if (entry.facts().isPresent()) {
            found.facts("", entry.facts().get(), facts(entry, read, at));
        }
        // nothing but the certificate at hand: never a yes, and what is missing is named
        PeerVerdict silent = new PeerVerifier(STRICT, NONE, peers(TrustPolicy.strict1(), read)).judge(der, at);
        found.compare("without collateral", true, codes(silent).contains("no-revocation-list"));
        found.compare("without collateral trusted", false, silent instanceof PeerVerdict.Trusted);
        Set<String> strict = codes(judged(der, read, at, false));
        Set<String> lax = codes(judged(der, read, at, true));
        switch (entry.verdict().orElse("none")) {
            case "ACCEPT" -> found.compare("under a policy without debugging", Set.of(), strict);
            case "REJECT_BY_DEFAULT_POLICY" -> {
                found.compare("under a policy without debugging", Set.of("enclave-debug"), strict);
                found.compare("under a policy that allows it", Set.of(), lax);
            }
            case "REJECT" -> found.compare("rejected", false, strict.isEmpty());
            default ->
                found.add(
                        "verdict",
                        "a word that this loop knows",
                        entry.verdict().orElse("none"));
        }
        entry.steps().forEach((step, outcome) -> {
            String code = STEPS.getOrDefault(step, "a step that is known here");
            found.compare(step + " (" + code + ")", !outcome.equals("valid"), strict.contains(code));
        });
    }

    /// PEM is the same certificate, the extension's content and the quote are those in it.
    private static void files(Catalog catalog, CatalogEntry entry, Bytes der, Disagreements found)
            throws IOException, Malformed {
        Bytes pem = catalog.file(entry, entry.id() + "/cert.pem");
        found.compare("cert.pem", List.of(der), Pem.unwrap("cert", pem));
        String oid =
                entry.facts().orElseThrow().fields("facts").object("evidence").text("oid");
        Bytes extension = RatlsCertificate.x509(der).extension(oid).orElse(Bytes.EMPTY);
        found.compare("extension.bin", catalog.file(entry, entry.id() + "/extension.bin"), extension);
        Bytes quote = RatlsCertificate.parse(der).evidence().quote().raw();
        found.compare("quote.bin", catalog.file(entry, entry.id() + "/quote.bin"), quote);
    }

    /// Without Intel's documents and lists, which is said in so many words.
    private static PeerVerdict judged(Bytes der, RatlsCertificate read, Instant at, boolean debug) throws Malformed {
        TrustPolicy policy = TrustPolicy.strict1().extend("archived", (JsonObject)
                Json.parse("policy", """
                                {"sgx":{"revocation-checked":"anything","revocation-list-days":"anything",
                                "tcb-status":"anything","advisories":"anything","collateral-days":"anything"}}
                                """.getBytes(StandardCharsets.UTF_8), TrustPolicy.DEPTH));
        TrustPolicy chosen = debug ? policy.with(SgxRules.DEBUG, new Rule.Anything<>()) : policy;
        return new PeerVerifier(SIGNATURES, NONE, peers(chosen, read)).judge(der, at);
    }

    private static TrustedPeers peers(TrustPolicy policy, RatlsCertificate read) {
        Bytes measurement = switch (read.evidence()) {
            case Evidence.Sgx sgx -> sgx.quote().body().mrEnclave();
            case Evidence.Tdx tdx -> tdx.quote().body().mrTd();
        };
        return TrustedPeers.measured(policy, Set.of(measurement));
    }

    private static Set<String> codes(PeerVerdict verdict) {
        return verdict.objections().stream().map(Objection::code).collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonObject facts(CatalogEntry entry, RatlsCertificate read, Instant at) throws Malformed {
        JsonFields wanted = entry.facts().orElseThrow().fields("facts");
        JsonObject.Builder extensions = Json.object();
        for (String oid : wanted.object("extensions").names()) {
            extensions.put(
                    oid, read.certificate().extension(oid).map(Bytes::length).orElse(-1));
        }
        Bytes name = read.certificate().subject().encoded();
        JsonObject.Builder out = Json.object()
                .put("subject", new X500Principal(name.array()).getName())
                .put("not_before", read.notBefore().toString())
                .put("not_after", read.notAfter().toString())
                .put("public_key", read.certificate().publicKey().getAlgorithm() + "PublicKey")
                .put("sha256_spki", read.keyFingerprint().hex())
                .put("extensions", extensions.build())
                .put(
                        "evidence",
                        evidence(
                                (Evidence.Sgx) read.evidence(),
                                wanted.object("evidence").text("oid"),
                                at));
        switch (read.binding()) {
            case Binding.ByClaims(Claims claims) -> {
                String number = switch (claims.keyHash().algorithm()) {
                    case SHA_256 -> "1";
                    case SHA_384 -> "7";
                    case SHA_512 -> "8";
                };
                out.put("cbor_tag", 60000)
                        .put("claims", claims(claims.encoded()))
                        .put(
                                "pubkey_hash_claim",
                                Json.array(List.of(
                                        Json.text(number),
                                        Json.text(claims.keyHash().digest().hex()))))
                        .put("binding", Json.array(List.of(Json.text("sha256(CBOR claims buffer)"))));
            }
            case Binding.ByKey key -> out.put("binding", Json.array(List.of(Json.text("sha256(SPKI)"))));
            case Binding.ByRsaKey key -> out.put("binding", Json.array(List.of(Json.text("sha256(PKCS1 key)"))));
        }
        return out.build();
    }

    private static JsonObject evidence(Evidence.Sgx sgx, String oid, Instant at) {
        String fmspc = SIGNATURES.verify(sgx, NONE, at) instanceof Verified<Evidence.Sgx> yes
                ? Established.of(yes).platform().fmspc().hex()
                : "not established";
        return Json.object()
                .put("kind", "quote")
                .put("oid", oid)
                .put("report_data", sgx.quote().body().reportData().hex())
                .put("mrenclave", sgx.quote().body().mrEnclave().hex())
                .put("mrtd", JsonNull.NULL)
                .put("debug", sgx.quote().body().attributes().debug())
                .put("fmspc", fmspc)
                .put("quote_version", sgx.quote().header().version())
                .build();
    }

    private static JsonObject claims(Bytes encoded) throws Malformed {
        JsonObject.Builder out = Json.object();
        Cbor in = Cbor.of("Claims", encoded);
        List<String> names = new ArrayList<>();
        for (int left = in.map(""); left > 0; left--) {
            names.add(in.text("name"));
            out.put(names.getLast(), in.bytes("value").hex());
        }
        in.end();
        return out.build();
    }
}
