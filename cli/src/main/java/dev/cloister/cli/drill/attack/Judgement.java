package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.machine.Reason;
import dev.cloister.protocol.guest.Ended;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads from a guest's end, and from the broker's case where it names one, which check stopped an attack. Where the
/// broker found several things, all of them are the reason.
final class Judgement {
    static final String AT_STEP = " at step ";

    private static final Pattern CASE = Pattern.compile("case ([0-9a-f]{8,64})");

    private static final Pattern DIGEST = Pattern.compile("\\b([0-9a-f]{16})[0-9a-f]{16,}\\b");

    private final BrokerClient owner;

    Judgement(BrokerClient owner) {
        this.owner = owner;
    }

    /// @param trusted whether the broker had trusted the guest before it ended
    Outcome of(Reason reason, boolean trusted) throws IOException, Malformed {
        Matcher number = CASE.matcher(reason.sentence());
        if (number.find()) {
            return of(number.group(1), reason.sentence());
        }
        String code = reason instanceof Reason.BootRefused(String blob) ? reason.code() + ":" + blob : reason.code();
        String broker = trusted ? "a guest that it trusted, and gave the image's key" : Outcome.SAW_NOTHING;
        return new Outcome(Ending.refused(code), reason.sentence(), broker, trusted ? broker : Outcome.SAW_NOTHING);
    }

    Outcome of(Ended end) throws IOException, Malformed {
        if (!end.caseNumber().isEmpty()) {
            return of(end.caseNumber(), end.sentence());
        }
        String code = end.check().isEmpty() ? end.code() : end.check();
        return Outcome.refusedByGuest(code, end.sentence());
    }

    Outcome of(String number, String guest) throws IOException, Malformed {
        JsonFields record = owner.refusal(number).fields("case");
        List<String> codes = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        for (JsonFields finding : record.objects("findings")) {
            codes.add(finding.text("code"));
            sentences.add(finding.text("code") + ": " + shortened(finding.text("sentence")));
        }
        String broker = record.text("outcome") + AT_STEP + record.text("step") + ", case " + number;
        return new Outcome(Ending.refused(String.join("+", codes)), guest, broker, String.join("; ", sentences));
    }

    /// Digests by their first letters; the broker's case has all of them.
    private static String shortened(String sentence) {
        return DIGEST.matcher(sentence).replaceAll("$1…");
    }
}
