package dev.cloister.bench;

import dev.cloister.bench.Cases.Case;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Endorsements;
import dev.cloister.evidence.Established;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.Flaw;
import dev.cloister.evidence.Gap;
import dev.cloister.evidence.Revocation;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.Verification;
import dev.cloister.evidence.Verification.Refused;
import dev.cloister.evidence.Verification.Unsettled;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.Verifier;
import dev.cloister.evidence.dcap.TcbEvaluation;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The same evidence asked of Cloister and of other verifiers. `cases VECTORS FOLDER` writes what is asked and Cloister's
/// answers; `compare FOLDER PAGE` holds the peers' answers against them: a difference that no row of the page explains,
/// or a row that explains none, fails.
final class Differential {
    private static final Verifier INTEL = new Verifier(TrustAnchors.intel());
    private static final Verifier AMD = new Verifier(TrustAnchors.amd(), Revocation.NOT_REQUIRED);

    private Differential() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[arguments.length == 3 && arguments[0].equals("cases") ? 2 : 1]);
        if (arguments[0].equals("cases")) {
            List<Case> cases = Cases.all(Path.of(arguments[1]));
            Cases.write(cases, folder);
            List<String> answers = new ArrayList<>();
            for (Case one : cases) {
                answers.add(one.name() + "\t" + answer(one));
            }
            Files.write(folder.resolve("cloister.tsv"), answers);
        } else if (!compare(folder, Path.of(arguments[2]))) {
            System.exit(1);
        }
    }

    /// `accepted STATUS ADVISORY...`, or `refused`, `unsettled` or `malformed` and why.
    private static String answer(Case one) throws Exception {
        try {
            return words(verification(one));
        } catch (Malformed e) {
            return "malformed " + e.getMessage().replace('\n', ' ');
        }
    }

    private static Verification<? extends Evidence> verification(Case one) throws Malformed {
        if (one.kind().equals("snp")) {
            byte[] content = one.part("evidence").array();
            Evidence.Snp report = new Evidence.Snp(SnpReport.parse(content), CertificateTable.EMPTY);
            List<Bytes> certificates = List.of(one.part("vek"), one.part("ask"), one.part("ark"));
            return AMD.verify(report, Endorsements.of(certificates, List.of()), one.at());
        }
        List<Bytes> lists = List.of(one.part("rootlist"), one.part("issuerlist"));
        List<Bytes> documents = List.of(one.part("tcb"), one.part("identity"));
        Endorsements endorsements = Endorsements.of(List.of(one.part("signers")), lists, documents);
        return INTEL.verify((Evidence) one.quote(), endorsements, one.at());
    }

    private static String words(Verification<? extends Evidence> verification) {
        return switch (verification) {
            case Verified<? extends Evidence> yes -> "accepted" + (yes.established() instanceof Established.Dcap dcap
                    ? " " + status(dcap.tcb().orElseThrow()) : "");
            case Refused<? extends Evidence> no ->
                "refused " + no.flaws().stream().map(Flaw::code).distinct().sorted().collect(Collectors.joining(" "));
            case Unsettled<? extends Evidence> open ->
                "unsettled " + open.gaps().stream().map(Gap::code).distinct().sorted().collect(Collectors.joining(" "));
        };
    }

    private static String status(TcbEvaluation tcb) {
        String advisories = String.join(" ", new TreeSet<>(tcb.advisories()));
        return (tcb.status().word() + " " + advisories).strip();
    }

    private static boolean compare(Path folder, Path page) throws Exception {
        Map<String, String> ours = answers(folder.resolve("cloister.tsv"));
        List<Explanation> explanations = Explanation.read(page);
        int unexplained = 0;
        for (Peer peer : Peer.values()) {
            Map<String, String> theirs = answers(folder.resolve(peer.file));
            int same = 0;
            int explained = 0;
            for (Map.Entry<String, String> answer : theirs.entrySet()) {
                String own = ours.get(answer.getKey());
                if (peer.agrees(own, answer.getValue())) {
                    same++;
                } else if (explanations.stream().filter(row -> row.explains(peer, answer.getKey(), own, answer.getValue())).count() > 0) {
                    explained++;
                } else {
                    unexplained++;
                    System.out.println("NOT EXPLAINED " + peer.title + " | " + answer.getKey() + " | Cloister: " + own
                            + " | " + peer.title + ": " + answer.getValue());
                }
            }
            long accepted = theirs.values().stream().filter(Peer::accepts).count();
            System.out.printf("%s: %d cases, %d accepted by it, %d the same, %d differ as explained%n",
                    peer.title, theirs.size(), accepted, same, explained);
        }
        boolean all = true;
        for (Explanation row : explanations) {
            for (String complaint : row.complaints()) {
                all = false;
                System.out.println("ROW WITHOUT A CASE " + complaint);
            }
        }
        return all && unexplained == 0;
    }

    private static Map<String, String> answers(Path file) throws Exception {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int tab = line.indexOf('\t');
            answers.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return answers;
    }

    /// How a peer's answer is held against ours.
    enum Peer {
        DCAP_QVL("dcap-qvl", "dcap.tsv") {
            @Override
            boolean agrees(String own, String other) {
                return accepts(other) ? own.equals(other) : !accepts(own);
            }
        },
        /// It says yes to what is up to date and no to all else.
        GO_TDX_GUEST("go-tdx-guest", "go-tdx.tsv") {
            @Override
            boolean agrees(String own, String other) {
                return accepts(other) == own.equals("accepted UpToDate");
            }
        },
        GO_SEV_GUEST("go-sev-guest", "go-sev.tsv") {
            @Override
            boolean agrees(String own, String other) {
                return accepts(other) == accepts(own);
            }
        };

        private final String title;
        private final String file;

        Peer(String title, String file) {
            this.title = title;
            this.file = file;
        }

        String title() {
            return title;
        }

        abstract boolean agrees(String own, String other);

        static boolean accepts(String answer) {
            return answer.startsWith("accepted");
        }
    }
}
