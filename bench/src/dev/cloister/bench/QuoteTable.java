package dev.cloister.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// The figures of `bench/quotes` as Markdown. Arguments: the folder that holds them, then the names of the cases.
final class QuoteTable {
    private static final String[][] CLOISTER = {
        {"all", "everything verified in the call"},
        {"remembered", "collateral and issuers known"},
        {"known", "PCK certificate known, too"}
    };

    private final Map<String, Map<String, Double>> figures = new HashMap<>();
    private final List<String> names;

    private QuoteTable(List<String> names) {
        this.names = names;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        QuoteTable table = new QuoteTable(List.of(arguments).subList(1, arguments.length));
        for (String program : List.of("dcap", "go", "accp", "bc", "jdk")) {
            Map<String, Double> rows = new HashMap<>();
            for (String line : Files.readAllLines(folder.resolve(program + ".tsv"))) {
                String[] cell = line.split("\t");
                rows.merge(cell[0], Double.parseDouble(cell[1]), Math::max);
            }
            table.figures.put(program, rows);
        }
        System.out.println(Files.readString(folder.resolve("machine")));
        table.verification();
        table.parsing();
        System.out.println("### First verification in a new process\n");
        System.out.print(Files.readString(folder.resolve("first.md")));
    }

    private OptionalDouble figure(String program, String row) {
        Double value = figures.get(program).get(row);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private String head() {
        return "| | " + String.join(" | ", names.stream().map(QuoteTable::title).toList()) + " |\n|---"
                + "|---".repeat(names.size()) + "|\n";
    }

    private static String title(String name) {
        boolean sgx = name.startsWith("sgx");
        return (sgx ? "SGX v3" : name.contains("-v5-") ? "TDX v5" : "TDX v4") + " (`" + name + "`)";
    }

    private void verification() {
        StringBuilder text = new StringBuilder("### Verifications per CPU-second\n\n" + head());
        peer(text, "dcap", "all", "dcap-qvl over ring: everything, in each call");
        peer(text, "go", "all", "go-tdx-guest: everything, in each call");
        String[][] providers = {{"accp", "ACCP"}, {"bc", "BouncyCastle"}, {"jdk", "JDK"}};
        for (String[] provider : providers) {
            for (String[] row : CLOISTER) {
                text.append("| Cloister, ").append(provider[1]).append(": ").append(row[1]).append(" |");
                for (String name : names) {
                    text.append(cell(provider[0], name, row[0]));
                }
                text.append('\n');
            }
        }
        System.out.println(text);
    }

    private void peer(StringBuilder text, String program, String row, String title) {
        text.append("| ").append(title).append(" |");
        for (String name : names) {
            OptionalDouble value = figure(program, name + " " + row);
            text.append(value.isPresent() ? String.format(Locale.ROOT, " %,.0f |", value.getAsDouble()) : " - |");
        }
        text.append('\n');
    }

    /// Rate, times each peer, share of the bare signature checks.
    private String cell(String program, String name, String row) {
        if (figure(program, name + " " + row + " floor").isEmpty()) {
            return " - |";
        }
        double own = figure(program, name + " " + row).orElseThrow();
        double floor = figure(program, name + " " + row + " floor").orElseThrow();
        String go = figure("go", name + " all").isPresent()
                ? String.format(Locale.ROOT, " · %.1f ×", own / figure("go", name + " all").orElseThrow()) : "";
        return String.format(
                Locale.ROOT, " %,.0f · %.2f ×%s · %.2f |", own, own / figure("dcap", name + " all").orElseThrow(), go, own / floor);
    }

    private void parsing() {
        StringBuilder text = new StringBuilder("### Parse a quote, per CPU-second\n\n" + head());
        peer(text, "accp", "parse", "Cloister");
        peer(text, "dcap", "parse", "dcap-qvl");
        peer(text, "go", "parse", "go-tdx-guest");
        System.out.println(text);
    }
}
