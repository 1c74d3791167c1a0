package dev.cloister.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.model.Spin.Search;
import dev.cloister.model.Tables.Bounds;
import dev.cloister.model.Tables.Check;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The handshake holds with all its checks, and each check is needed: without it Spin finds the attack.
class ChannelModelTest {
    private static final Pattern SWITCH = Pattern.compile("^#ifn?def (NO_\\w+)", Pattern.MULTILINE);

    @ParameterizedTest
    @MethodSource
    void holdsWithAllChecks(Bounds bounds) throws IOException, InterruptedException {
        Search search = Spin.ready().search(bounds.definitions(), false);

        assertThat(search.lost()).isEmpty();
        assertThat(search.states()).isEqualTo(bounds.states());
    }

    static List<Bounds> holdsWithAllChecks() throws IOException {
        return Tables.read().bounds().stream().filter(Bounds::always).toList();
    }

    @ParameterizedTest
    @MethodSource
    @Tag("nightly")
    void holdsWithinLargerBounds(Bounds bounds) throws IOException, InterruptedException {
        Search search = Spin.ready().search(bounds.definitions(), true);

        assertThat(search.lost()).isEmpty();
        assertThat(search.states()).isEqualTo(bounds.states());
    }

    static List<Bounds> holdsWithinLargerBounds() throws IOException {
        return Tables.read().bounds().stream()
                .filter(bounds -> !bounds.always())
                .toList();
    }

    @ParameterizedTest
    @MethodSource
    void withoutACheckTheAttackIsFound(Check check) throws IOException, InterruptedException {
        List<String> definitions = new ArrayList<>(check.switches());
        if (!check.lost().isEmpty()) definitions.add("ONLY=" + check.lost().substring(1));
        Search search = Spin.ready().search(definitions, false);

        assertThat(search.lost().orElse("")).as(check.name()).isEqualTo(check.lost());
    }

    static List<Check> withoutACheckTheAttackIsFound() throws IOException {
        return Tables.read().checks();
    }

    @Test
    void noSwitchIsForgotten() throws IOException {
        TreeSet<String> ofModel = new TreeSet<>();
        SWITCH.matcher(Files.readString(Spin.MODEL)).results().forEach(found -> ofModel.add(found.group(1)));
        TreeSet<String> ofTable = new TreeSet<>();
        Tables.read().checks().forEach(check -> ofTable.addAll(check.switches()));
        ofTable.removeIf(name -> !name.startsWith("NO_"));

        assertThat(ofTable).isEqualTo(ofModel).hasSizeGreaterThan(10);
    }

    @Test
    void everyCheckIsInTheCode() throws IOException, ClassNotFoundException {
        for (Check check : Tables.read().checks()) {
            int dot = check.method().lastIndexOf('.');
            Class<?> type = Class.forName("dev.cloister." + check.method().substring(0, dot));
            assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
                    .as(check.name())
                    .contains(check.method().substring(dot + 1));
        }
    }

    @Test
    void theAttackShownIsTheOneFound() throws IOException, InterruptedException {
        assertThat(Spin.ready().shortestAttack(List.of("NO_RSD_LATER", "ONLY=2")))
                .isEqualTo(Tables.read().trail());
    }
}
