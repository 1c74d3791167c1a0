package dev.cloister.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.CertificateTable;
import dev.cloister.evidence.snp.SnpReport;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EvidencePortTest {

    private static final Launch LAUNCH =
            new Launch(Bytes.of(new byte[48]), Bytes.of(new byte[32]), Launch.PLAIN_POLICY);

    @TempDir
    private Path dir;

    @Test
    void answersEachRequestOfItsOneConnection() throws IOException, Malformed {
        Path socket = dir.resolve("psp.sock");
        try (EvidencePort port = EvidencePort.open(socket, TestVendor.ONE.chip(), LAUNCH);
                SocketChannel guest = connect(socket)) {
            SnpReport first = ask(guest, 0xAA);
            SnpReport second = ask(guest, 0xBB);

            assertThat(first.reportData().at(0)).isEqualTo(0xAA);
            assertThat(second.reportData().at(63)).isEqualTo(0xBB);
            assertThat(first.reportId()).isEqualTo(second.reportId());
            assertThat(port.answered()).isEqualTo(2);
            assertThat(Files.exists(socket)).as("no second connection").isFalse();
        }
    }

    @Test
    void eachStartHasItsOwnReportId() throws IOException, Malformed {
        assertThat(reportId("a.sock")).isNotEqualTo(reportId("b.sock"));
    }

    @Test
    void closingLeavesNoSocketAndEndsTheConnection() throws IOException {
        Path unused = dir.resolve("unused.sock");
        EvidencePort.open(unused, TestVendor.ONE.chip(), LAUNCH).close();
        assertThat(Files.exists(unused)).isFalse();

        // Often, as closing may meet a connection that is just being accepted.
        for (int i = 0; i < 200; i++) {
            Path used = dir.resolve("used" + i + ".sock");
            EvidencePort port = EvidencePort.open(used, TestVendor.ONE.chip(), LAUNCH);
            try (SocketChannel guest = connect(used)) {
                guest.write(ByteBuffer.allocate(63)); // one byte short of a request
                port.close();
                assertThat(hasEnded(guest)).isTrue();
            }
            assertThat(Files.exists(used)).isFalse();
        }
    }

    private static boolean hasEnded(SocketChannel guest) throws IOException {
        try {
            return guest.read(ByteBuffer.allocate(1)) < 0;
        } catch (SocketException e) {
            return true; // reset, as a part of a request was left unread
        }
    }

    private Bytes reportId(String name) throws IOException, Malformed {
        Path socket = dir.resolve(name);
        try (EvidencePort port = EvidencePort.open(socket, TestVendor.ONE.chip(), LAUNCH);
                SocketChannel guest = connect(socket)) {
            Bytes id = ask(guest, 1).reportId();
            assertThat(port.answered()).isEqualTo(1);
            return id;
        }
    }

    private static SocketChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
    }

    private static SnpReport ask(SocketChannel guest, int fill) throws IOException, Malformed {
        byte[] request = new byte[64];
        Arrays.fill(request, (byte) fill);
        guest.write(ByteBuffer.wrap(request));
        DataInputStream in = new DataInputStream(Channels.newInputStream(guest));
        SnpReport report = SnpReport.parse(part(in));
        CertificateTable table = CertificateTable.parse(part(in));
        assertThat(table.entries()).hasSize(4);
        return report;
    }

    private static byte[] part(DataInputStream in) throws IOException {
        int length =
                ByteBuffer.wrap(in.readNBytes(4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return in.readNBytes(length);
    }
}
