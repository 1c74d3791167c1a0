package dev.cloister.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// The figures of one run as Markdown. Argument: the folder that holds them.
final class Table {
    private static final List<String> VECTORS = List.of("milan", "genoa", "turin", "milan2+list");
    private static final String HEAD = "| | Milan v3 | Genoa v3 | Turin v5 | Milan v2, with list |\n|---|---|---|---|---|\n";

    private final Map<String, Map<String, String>> figures = new HashMap<>();

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Table table = new Table();
        for (String program : List.of("go", "rust", "python", "launch", "accp", "bc", "jdk")) {
            Map<String, String> rows = new HashMap<>();
            for (String line : Files.readAllLines(folder.resolve(program + ".tsv"))) {
                rows.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1));
            }
            table.figures.put(program, rows);
        }
        System.out.println(Files.readString(folder.resolve("machine")));
        table.peers();
        table.verification();
        table.parsing();
        table.launch();
    }

    private OptionalDouble figure(String program, String row) {
        String text = figures.get(program).get(row);
        return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.1f" : "%,.0f", value);
    }

    private String cell(String program, String row) {
        OptionalDouble value = figure(program, row);
        return value.isPresent() ? number(value.getAsDouble()) : "refused";
    }

    private void peers() {
        StringBuilder text = new StringBuilder("### Peers, verifications per CPU-second\n\n" + HEAD);
        String[][] rows = {
            {"go", "full", "go-sev-guest: parse, chain VCEK-ASK-ARK, dates, report"},
            {"go", "full+validate", "go-sev-guest: the same and validate (TCB and chip id against the certificate, policy)"},
            {"go", "signature", "go-sev-guest: report signature alone, certificate parsed before"},
            {"rust", "full", "sev: parse, ARK, ASK, VEK, report; no dates, no extensions"},
            {"rust", "ask-trusted", "sev: parse, ASK signs VEK, report; no dates, no extensions"},
            {"rust", "signature", "sev: parse, report signature alone, certificate parsed before"},
        };
        for (String[] row : rows) {
            text.append("| ").append(row[2]).append(" |");
            for (String vector : VECTORS) {
                text.append(' ').append(cell(row[0], vector + " " + row[1])).append(" |");
            }
            text.append('\n');
        }
        System.out.println(text);
    }

    /// The better peer's full verification of a vector.
    private double best(String vector) {
        return Stream.of(
                        figure("go", vector + " full"),
                        figure("rust", vector + " full"),
                        figure("rust", vector + " ask-trusted"))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max()
                .orElseThrow();
    }

    private void verification() {
        StringBuilder text = new StringBuilder("### Cloister, every check of the verifier\n\n"
                + "Verifications per CPU-second; times the better peer's full verification (above); share of what"
                + " the same signature checks cost alone in the same provider.\n\n" + HEAD);
        String[][] providers = {{"accp", "ACCP"}, {"bc", "BouncyCastle"}, {"jdk", "JDK"}};
        String[][] rows = {
            {"new", "VEK certificate new, intermediates known"}, {"known", "VEK known"}, {"all", "all new"}
        };
        for (String[] provider : providers) {
            for (String[] row : rows) {
                text.append("| ").append(provider[1]).append(", ").append(row[1]).append(" |");
                for (String vector : VECTORS) {
                    if (figure(provider[0], vector + " " + row[0]).isEmpty()) {
                        text.append(" - |");
                        continue;
                    }
                    double ops = figure(provider[0], vector + " " + row[0]).orElseThrow();
                    double floor = figure(provider[0], vector + " " + row[0] + " floor").orElseThrow();
                    text.append(String.format(
                            Locale.ROOT, " %s · %.2f × · %.2f |", number(ops), ops / best(vector), ops / floor));
                }
                text.append('\n');
            }
        }
        System.out.println(text);
    }

    private void parsing() {
        StringBuilder text = new StringBuilder("### Parse a report, per CPU-second\n\n" + HEAD);
        String[][] rows = {
            {"accp", "Cloister: every field, reserved bytes and values checked"},
            {"go", "go-sev-guest: every field, reserved bytes checked"},
            {"rust", "sev: every field"}
        };
        for (String[] row : rows) {
            text.append("| ").append(row[1]).append(" |");
            for (String vector : VECTORS) {
                text.append(' ').append(cell(row[0], vector + " parse")).append(" |");
            }
            text.append('\n');
        }
        System.out.println(text);
    }

    private void launch() {
        String digest = figures.get("launch").get("digest");
        boolean agree = digest.equals(figures.get("python").get("digest"))
                && digest.equals(figures.get("rust").get("digest"));
        StringBuilder text = new StringBuilder("### Launch digest, per CPU-second\n\n"
                + "Files are read in every call. All three programs give the same digest: " + (agree ? "yes" : "NO")
                + ".\n\n| | Cloister | sev-snp-measure | sev | times the better |\n|---|---|---|---|---|\n");
        String[][] rows = {
            {"firmware", "firmware", "4 MiB firmware, 1 vCPU"},
            {"all", "all", "4 MiB firmware, 40 MiB kernel and initrd, 4 vCPUs"},
            {"known", "known", "the same, firmware's digest known"},
            {"known, no kernel", "known, no kernel", "firmware's digest known, no kernel, 4 vCPUs"},
            {"held, no kernel", "known, no kernel", "Cloister: firmware parsed before; peers: digest known; no kernel"},
            {"held, hashes known", "known", "Cloister: firmware and kernel hashes held; peers: digest known, kernel read"},
            {"held, hashes known", "all", "Cloister: firmware and kernel hashes held; peers: everything read"},
        };
        for (String[] row : rows) {
            double ours = figure("launch", "launch " + row[0]).orElseThrow();
            double python = figure("python", "launch " + row[1]).orElseThrow();
            double rust = figure("rust", "launch " + row[1]).orElseThrow();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %.2f |%n",
                    row[2],
                    number(ours),
                    number(python),
                    number(rust),
                    ours / Math.max(python, rust)));
        }
        System.out.print(text);
    }
}
