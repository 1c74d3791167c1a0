package dev.cloister.agent;

import dev.cloister.bytes.Bytes;
import dev.cloister.protocol.jose.JdkP256;
import dev.cloister.workload.CloisterToml.WantedSecret;
import dev.cloister.workload.InitData;
import dev.cloister.workload.ResourcePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Builds a fake machine with a broker for {@link Rehearsal} to run on, as often as it likes.
public final class RehearsalStage {
    private static final String SECRET = "default/password/db";

    private RehearsalStage() {}

    /// Argument: an empty folder for the machine. Says `ready`, and ends with its standard input.
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Map<String, byte[]> resources =
                Map.of(FakeMachine.KEY_PATH, new byte[64], SECRET, "correct horse".getBytes(StandardCharsets.US_ASCII));
        try (StubBroker broker = new StubBroker(resources, StubBroker.Mood.GOOD)) {
            InitData initData = InitData.write(FakeMachine.cloister(broker, new JdkP256().generate())
                    .withSecrets(List.of(new WantedSecret(new ResourcePath(SECRET), "db", 1))));
            FakeChip chip = FakeChip.of(initData.digest());
            try (FakePort port = new FakePort().answering(64, data -> chip.answer(Bytes.of(data)))) {
                Files.createFile(folder.resolve("log"));
                Files.writeString(folder.resolve("control"), "signal HUP\n");
                new FakeMachine(folder)
                        .initData(initData)
                        .sealedRoot()
                        .port("vport1p1", "psp.0", port.node())
                        .port(
                                "vport1p2",
                                "cloister.log.0",
                                folder.resolve("log").toFile())
                        .port(
                                "vport1p3",
                                "cloister.control.0",
                                folder.resolve("control").toFile());
                System.out.println("ready");
                while (System.in.read() >= 0) {
                    // until whoever started this is done
                }
            }
        }
        System.exit(0);
    }
}
