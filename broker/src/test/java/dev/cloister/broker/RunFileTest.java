package dev.cloister.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
    @TempDir
    Path folder;

    @Test
    void whoOnlyLooksForABrokerKeepsNoneFromStarting() throws Exception {
        try (FileChannel probe =
                FileChannel.open(folder.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock held = probe.lock();
            Thread looking = Thread.ofVirtual().start(() -> letGo(held));
            Optional<RunFile> claimed = RunFile.claim(folder);
            looking.join();
            assertThat(claimed).isPresent();
            claimed.get().close();
        }
    }

    private static void letGo(FileLock held) {
        try {
            Thread.sleep(200);
            held.release();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void aBrokerThatStaysKeepsOthersOut() throws Exception {
        try (RunFile first = RunFile.claim(folder).orElseThrow()) {
            assertThat(RunFile.claim(folder)).isEmpty();
            first.publish("http://127.0.0.1:1", 1);
        }
        Optional<RunFile> second = RunFile.claim(folder);
        assertThat(second).isPresent();
        second.get().close();
    }

    @Test
    void onePlaceThatCannotBeWrittenLeavesNoPart() throws Exception {
        try (RunFile claimed = RunFile.claim(folder).orElseThrow()) {
            Path inTheWay = Files.createDirectories(folder.resolve("run.json/in-the-way"));
            assertThatThrownBy(() -> claimed.publish("http://127.0.0.1:1", 1)).isInstanceOf(IOException.class);
            Files.delete(inTheWay);
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }
}
