package dev.cloister.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.protocol.guest.Ended;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndTest {
    private static final String WHY = "the reason";
    private static final Ended REFUSED = new Ended(Ended.Reason.REFUSED, "7f3a91c2");

    private static final List<End> ALL = List.of(
            new End.ContainerEnded(),
            new End.NoInitData(),
            new End.SeveralInitData(2),
            new End.BadInitDataDevice(WHY),
            new End.NoReport(WHY),
            new End.WrongReport(WHY),
            new End.WeakRandom(),
            new End.InitDataMismatch(),
            new End.BadInitData(WHY),
            new End.NoNetwork(WHY),
            new End.NoClock(WHY),
            new End.NotReleased(REFUSED),
            new End.Denied("denied", "7f3a91c2"),
            new End.BadImageKey(),
            new End.NoSealedRoot(),
            new End.SeveralSealedRoots(2),
            new End.BadSealedRoot(WHY),
            new End.ImageNotOpened(WHY),
            new End.BadImageConfig(WHY),
            new End.ContainerNotStarted(WHY),
            new End.Bug("nullpointerexception", "Agent.java:7"));

    @Test
    void everyEndIsHere() {
        assertThat(ALL.stream()
                        .map(Object::getClass)
                        .map(Class::getSimpleName)
                        .sorted()
                        .toList())
                .isEqualTo(List.of(End.class.getDeclaredClasses()).stream()
                        .filter(Class::isRecord)
                        .map(Class::getSimpleName)
                        .sorted()
                        .toList());
    }

    @Test
    void eachHasACodeAndASentenceOfItsOwn() {
        List<String> codes = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        for (End end : ALL) {
            assertThat(end.code()).matches("[a-z]+(-[a-z]+)*");
            assertThat(end.sentence()).matches("[ -~]+").doesNotEndWith(".");
            codes.add(end.code());
            sentences.add(end.sentence());
        }
        assertThat(new HashSet<>(codes)).hasSameSizeAs(codes);
        assertThat(new HashSet<>(sentences)).hasSameSizeAs(sentences);
    }

    @Test
    void whatSpeaksOfTheImageIsNotInTheSentence() {
        for (End end : ALL) {
            if (end instanceof End.Private) {
                assertThat(end.detail()).isEqualTo(WHY);
                assertThat(end.sentence()).doesNotContain(WHY);
            } else {
                assertThat(end.detail()).isEmpty();
            }
        }
    }

    @Test
    void aBugIsNamedWithoutItsMessage() {
        IllegalStateException thrown = new IllegalStateException("a secret");
        assertThat(End.bug(thrown).sentence())
                .startsWith("the agent failed: illegalstateexception at EndTest.java:")
                .doesNotContain("secret");
        thrown.setStackTrace(new StackTraceElement[0]);
        assertThat(End.bug(thrown).place()).isEqualTo("an unknown place");
    }

    @Test
    void anEndIsOneLineWhateverTheHostSupplied() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(out, new File("/nowhere"));
        console.end(new End.BadInitData("a\ncloister: stage attested 1\u00e9" + "x".repeat(1000)));
        console.stage(Console.Stage.ATTESTED);
        String[] lines = out.toString(StandardCharsets.ISO_8859_1).split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0])
                .startsWith("cloister: end bad-init-data init-data cannot be used: a?cloister: stage attested 1?x")
                .hasSize(400);
        assertThat(lines[1]).isEqualTo("cloister: stage attested 0");
    }

    @Test
    void aConsoleThatIsGoneStopsNothing() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };
        new Console(gone, new File("/nowhere")).end(new End.NoInitData());
    }
}
