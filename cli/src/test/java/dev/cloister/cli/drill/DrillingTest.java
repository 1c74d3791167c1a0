package dev.cloister.cli.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.cli.drill.attack.Attack;
import dev.cloister.cli.drill.attack.Brief;
import dev.cloister.cli.drill.attack.Ending;
import dev.cloister.cli.drill.attack.Outcome;
import dev.cloister.cli.drill.attack.Scene;
import dev.cloister.cli.drill.attack.Sought;
import dev.cloister.cli.drill.attack.State;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.cli.home.Home;
import dev.cloister.machine.BootSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A drill is passed only if everything ended as documented and for the documented reason.
class DrillingTest {
    private static final Brief REFUSED = Brief.refused("door", "a door", "opens the door", "locked");
    private static final Brief NOT_COVERED = Brief.notCovered("window", "a window", "opens the window", "a bolt");
    private static final Brief NOT_BUILT = Brief.notBuilt("roof", "a roof", "climbs the roof", "there is no roof");

    @TempDir
    private Path folder;

    private Scene scene;
    private final List<String> controls = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void prepare() {
        BootSet.Blob blob = new BootSet.Blob("file", Bytes.EMPTY, 1);
        BootSet bootSet = new BootSet(folder, blob, blob, blob, new BootSet.Cmdline("", ""), "key");
        BrokerClient nobody = new BrokerClient("http://127.0.0.1:1", Optional.empty());
        scene = new Scene(
                Home.in(folder),
                bootSet,
                folder,
                nobody,
                name -> folder,
                new Sought(List.of(), folder, Set.of()),
                folder);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private record Fake(Brief brief, Outcome outcome) implements Attack {
        @Override
        public Outcome carryOut(Scene scene) {
            return outcome;
        }
    }

    private static Attack fake(Brief brief, Ending ending) {
        return new Fake(brief, new Outcome(ending, "guest", "broker", "owner"));
    }

    private Report run(Drilling.Control control, Attack... attacks) throws Exception {
        Drilling.Listener listener = new Drilling.Listener() {
            @Override
            public void begins(Brief brief) {
                heard.add("begins " + brief.id());
            }

            @Override
            public void ended(Result result) {
                heard.add("ended " + result.brief().id());
            }
        };
        return new Drilling(control, listener).run(List.of(attacks), scene);
    }

    private boolean holds(String when) {
        controls.add(when);
        return true;
    }

    @Test
    void allAsDocumented() throws Exception {
        Report report = run(
                this::holds,
                fake(REFUSED, Ending.refused("locked")),
                fake(NOT_COVERED, Ending.succeeded()),
                fake(NOT_BUILT, Ending.notBuilt()));

        assertThat(report.asDocumented()).isTrue();
        assertThat(controls).containsExactly("before", "after");
        assertThat(heard)
                .containsExactly(
                        "begins door", "ended door", "begins window", "ended window", "begins roof", "ended roof");
        assertThat(Page.of(report, Instant.EPOCH).html()).contains("3 of 3 attacks ended as documented");
    }

    @Test
    void aRefusalForAnotherReasonIsAFailure() throws Exception {
        assertFailed(fake(REFUSED, Ending.refused("rusty")));
        assertFailed(fake(REFUSED, Ending.refused("locked+rusty")));
    }

    @Test
    void anAttackThatSucceedsIsAFailureUnlessThatIsDocumented() throws Exception {
        assertFailed(fake(REFUSED, Ending.succeeded()));
        assertFailed(fake(NOT_COVERED, Ending.refused("locked")));
        assertFailed(fake(NOT_BUILT, Ending.succeeded()));
    }

    @Test
    void anAttackThatCannotBeCarriedOutIsAFailure() throws Exception {
        Attack missing = new Attack() {
            @Override
            public Brief brief() {
                return NOT_BUILT;
            }

            @Override
            public Outcome carryOut(Scene stage) throws IOException {
                throw new IOException("no ladder");
            }
        };
        Report report = assertFailed(missing);
        assertThat(report.results().getFirst().outcome().ending().state()).isEqualTo(State.NOT_APPLICABLE);
        assertThat(report.results().getFirst().outcome().guest()).contains("no ladder");
    }

    @Test
    void withoutAControlRunNothingIsTried() throws Exception {
        Report report = run(when -> false, fake(REFUSED, Ending.refused("locked")));

        assertThat(report.asDocumented()).isFalse();
        assertThat(heard).isEmpty();
        assertThat(report.toJson().fields("drill").text("control")).isEqualTo("failed");
    }

    @Test
    void aControlRunThatFailsAfterwardsIsAFailure() throws Exception {
        Report report = run(when -> when.equals("before"), fake(REFUSED, Ending.refused("locked")));

        assertThat(report.results()).hasSize(1);
        assertThat(report.asDocumented()).isFalse();
    }

    @Test
    void noAttackShowsNothing() throws Exception {
        assertThat(run(this::holds).asDocumented()).isFalse();
    }

    @Test
    void theJsonHasExactlyItsMembers() throws Exception {
        Report report = run(this::holds, fake(REFUSED, Ending.refused("rusty")));

        assertThat(report.toJson().members().keySet()).containsExactly("attacks", "control");
        JsonFields json = report.toJson().fields("drill");
        assertThat(json.text("control")).isEqualTo("ok");
        JsonFields attack = json.objects("attacks").getFirst();
        assertThat(attack.text("id")).isEqualTo("door");
        assertThat(attack.text("title")).isEqualTo("a door");
        assertThat(attack.text("state")).isEqualTo("refused");
        assertThat(attack.text("by")).isEqualTo("rusty");
        assertThat(attack.text("expectedBy")).isEqualTo("locked");
        attack.value("seconds");
        attack.end();
    }

    private Report assertFailed(Attack attack) throws Exception {
        Report report = run(this::holds, attack);
        assertThat(report.control()).isTrue();
        assertThat(report.asDocumented()).isFalse();
        assertThat(Page.of(report, Instant.EPOCH).html()).contains("NOT AS DOCUMENTED");
        return report;
    }
}
