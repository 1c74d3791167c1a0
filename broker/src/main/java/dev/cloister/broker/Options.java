package dev.cloister.broker;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The command line of the broker.
///
/// @param home the home whose `broker` folder holds everything
/// @param listen where to serve; port 0 takes a free one
/// @param idle after how long without traffic and without a live lease to stop; zero for never
/// @param audience name that guests pin in their init-data
/// @param endorsements folder of certificates and revocation lists beside those that come with evidence
/// @param admin public key of the owner, who then administers with it instead of with a key made here
/// @param masterKey file that holds the master key, instead of one made here
/// @param sample whether KBS's attester for trials is looked at, which anybody can play
record Options(
        Path home,
        InetSocketAddress listen,
        Duration idle,
        String audience,
        Optional<Path> endorsements,
        Optional<Path> admin,
        Optional<Path> masterKey,
        boolean sample) {
    static final String USAGE = "usage: --home DIR [--listen HOST:PORT] [--idle-seconds N] [--audience NAME]"
            + " [--endorsements DIR] [--admin PUBLIC_KEY_FILE] [--master-key FILE]"
            + " [--sample on|off]";
    private static final String AUDIENCE = "[A-Za-z0-9._/:-]{1,128}";

    /// What a command line says.
    sealed interface Parsed {
        record Good(Options options) implements Parsed {}

        record Wrong(String sentence) implements Parsed {}
    }

    private static final class Given {
        private String home = "";
        private String listen = "127.0.0.1:8743";
        private String idle = "0";
        private String audience = "home";
        private String endorsements = "";
        private String admin = "";
        private String masterKey = "";
        private String sample = "off";
    }

    static Parsed parse(List<String> words) {
        Given given = new Given();
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (!rest.hasNext()) {
                return new Parsed.Wrong(word + " is not an option, or lacks its value");
            }
            String value = rest.next();
            switch (word) {
                case "--home" -> given.home = value;
                case "--listen" -> given.listen = value;
                case "--idle-seconds" -> given.idle = value;
                case "--audience" -> given.audience = value;
                case "--endorsements" -> given.endorsements = value;
                case "--admin" -> given.admin = value;
                case "--master-key" -> given.masterKey = value;
                case "--sample" -> given.sample = value;
                default -> {
                    return new Parsed.Wrong("unknown option " + word);
                }
            }
        }
        return check(given);
    }

    private static Parsed check(Given given) {
        if (given.home.isEmpty()) {
            return new Parsed.Wrong("--home is missing");
        }
        if (!given.idle.matches("[0-9]{1,9}")) {
            return new Parsed.Wrong("--idle-seconds needs a number of seconds, not " + given.idle);
        }
        if (!given.audience.matches(AUDIENCE)) {
            return new Parsed.Wrong("--audience takes 1 to 128 of A-Z a-z 0-9 . _ / : -");
        }
        if (!given.sample.equals("on") && !given.sample.equals("off")) {
            return new Parsed.Wrong("--sample takes on or off, not " + given.sample);
        }
        int colon = given.listen.lastIndexOf(':');
        String port = given.listen.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            return new Parsed.Wrong("--listen needs HOST:PORT, not " + given.listen);
        }
        String host = given.listen.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        return new Parsed.Good(new Options(
                Path.of(given.home),
                InetSocketAddress.createUnresolved(host, Integer.parseInt(port)),
                Duration.ofSeconds(Long.parseLong(given.idle)),
                given.audience,
                path(given.endorsements),
                path(given.admin),
                path(given.masterKey),
                given.sample.equals("on")));
    }

    private static Optional<Path> path(String given) {
        return given.isEmpty() ? Optional.empty() : Optional.of(Path.of(given));
    }
}
