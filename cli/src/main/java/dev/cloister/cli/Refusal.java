package dev.cloister.cli;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.machine.Reason;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells why a guest did not start: the host's reason, and to the owner everything that the broker found.
final class Refusal {
    private static final Pattern CASE = Pattern.compile("case ([0-9a-f]{8,64})");

    private final Screen screen;
    private final BrokerClient broker;

    Refusal(Screen screen, BrokerClient broker) {
        this.screen = screen;
        this.broker = broker;
    }

    /// Prints and returns the exit code.
    int explain(Reason reason) {
        screen.problem(reason.sentence());
        screen.remedy(reason.remedy());
        Json findings = Json.array(java.util.List.of());
        Matcher number = CASE.matcher(reason.sentence());
        if (number.find() && broker.isAdmin()) {
            try {
                findings = findings(number.group(1));
            } catch (IOException | Malformed e) {
                screen.note("  what the broker found cannot be shown: " + e.getMessage());
            }
        }
        if (screen.json()) {
            screen.json(Json.object()
                    .put("state", "refused")
                    .put("code", reason.code())
                    .put("sentence", reason.sentence())
                    .put("remedy", reason.remedy())
                    .put("findings", findings)
                    .build()
                    .pretty());
        }
        return reason.exitCode();
    }

    private Json findings(String number) throws IOException, Malformed {
        JsonFields record = broker.refusal(number).fields("case");
        record.optionalText("path")
                .filter(path -> !path.isEmpty())
                .ifPresent(path -> screen.note("  at kbs:///" + path + ":"));
        for (JsonFields finding : record.objects("findings")) {
            screen.note("  " + finding.text("code") + ": " + finding.text("sentence"));
            line("expected", finding.optionalText("expected"));
            line("got", finding.optionalText("got"));
            line("remedy", finding.optionalText("remedy"));
        }
        return record.value("findings");
    }

    private void line(String name, Optional<String> value) {
        value.filter(text -> !text.isEmpty()).ifPresent(text -> screen.note("    " + name + ": " + text));
    }
}
