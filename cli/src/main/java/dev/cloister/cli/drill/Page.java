package dev.cloister.cli.drill;

import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.picture.DrillPage;
import dev.cloister.picture.DrillPage.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A report as a page.
public final class Page {
    private Page() {}

    public static DrillPage of(Report report, Instant at) {
        return new DrillPage(
                report.results().stream().map(Page::row).toList(),
                report.control(),
                report.asDocumented(),
                at.truncatedTo(ChronoUnit.SECONDS));
    }

    private static Row row(Result result) {
        Brief brief = result.brief();
        Outcome outcome = result.outcome();
        return new Row(
                brief.id(),
                brief.title(),
                "The host " + brief.tried() + ".",
                new DrillPage.End(
                        outcome.ending().state().word(), outcome.ending().by()),
                new DrillPage.End(
                        brief.documented().state().word(), brief.documented().by()),
                new DrillPage.Seen(outcome.guest(), outcome.broker(), outcome.owner()),
                brief.remark(),
                result.seconds());
    }
}
