package dev.cloister.evidence.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The frame of a quote: header, body, signature data, certification data. Whatever is signed here is not looked at.
class QuoteTest {
    private static final String INTEL = "939a7233f79c4ca9940a0db3957f0607";

    /// A quote whose fields a test changes before it is written.
    private static final class Frame {
        private int version = 4;
        private long teeType = 0x81;
        private int bodyType = 2;
        private int body = 584;
        private int outerType = 6;
        private int type = 5;
        private String certification = "2d2d";
        private int sizeError;
        private int innerSizeError;
        private String behind = "";

        byte[] write() {
            ByteBuffer out = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
            out.putShort((short) version).putShort((short) 2).putInt((int) teeType);
            out.putShort((short) 0x0a0b).putShort((short) 0x0c0d);
            put(out, INTEL + "11".repeat(19) + "22");
            if (version == 5) {
                out.putShort((short) bodyType).putInt(body);
            }
            out.put(new byte[body]);
            int inner = 384 + 64 + 2 + 3 + 6 + certification.length() / 2;
            out.putInt(128 + (version > 3 ? 6 : 0) + inner + sizeError);
            put(out, "51".repeat(64) + "52".repeat(64));
            if (version > 3) {
                out.putShort((short) outerType).putInt(inner + innerSizeError);
            }
            out.put(new byte[384]);
            put(out, "53".repeat(64));
            out.putShort((short) 3);
            put(out, "a1a2a3");
            out.putShort((short) type).putInt(certification.length() / 2);
            put(out, certification + behind);
            return Arrays.copyOf(out.array(), out.position());
        }

        private static void put(ByteBuffer out, String hex) {
            out.put(HexFormat.of().parseHex(hex));
        }
    }

    private static Frame enclave() {
        Frame frame = new Frame();
        frame.version = 3;
        frame.teeType = 0;
        frame.body = 384;
        return frame;
    }

    private static String refusal(byte[] quote) {
        try {
            Quote.tdx(quote);
            return "taken";
        } catch (Malformed e) {
            return e.field() + ": " + e.problem();
        }
    }

    @Test
    void everyPartStandsInItsPlace() throws Malformed {
        Frame frame = new Frame();
        byte[] raw = frame.write();
        Quote<?> quote = Quote.tdx(raw);
        assertThat(quote.raw()).isEqualTo(Bytes.of(raw));
        assertThat(quote.signedBytes()).isEqualTo(Bytes.of(raw, 0, 48 + 584));
        assertThat(quote.paddingSize()).isZero();
        QuoteHeader header = quote.header();
        assertThat(header.version()).isEqualTo(4);
        assertThat(header.tee()).isEqualTo(Tee.TDX);
        assertThat(header.qeSvn()).isEqualTo(0x0a0b);
        assertThat(header.pceSvn()).isEqualTo(0x0c0d);
        assertThat(header.userData()).isEqualTo(Bytes.hex("11".repeat(19) + "22"));
        QuoteSignature signature = quote.signature();
        assertThat(signature.signature()).isEqualTo(Bytes.hex("51".repeat(64)));
        assertThat(signature.attestationKey()).isEqualTo(Bytes.hex("52".repeat(64)));
        assertThat(signature.qeReport().raw()).isEqualTo(Bytes.of(new byte[384]));
        assertThat(signature.qeReportSignature()).isEqualTo(Bytes.hex("53".repeat(64)));
        assertThat(signature.qeAuthentication()).isEqualTo(Bytes.hex("a1a2a3"));
        assertThat(signature.certification()).isEqualTo(new Certification.PckChain(Bytes.hex("2d2d")));
        assertThat(quote).isEqualTo(Quote.tdx(raw)).hasSameHashCodeAs(Quote.tdx(raw));
        frame.behind = "00";
        assertThat(quote).isNotEqualTo(Quote.tdx(frame.write())).isNotEqualTo("quote");
        assertThat(quote.hashCode()).isNotEqualTo(Quote.tdx(frame.write()).hashCode());
        assertThat(quote).hasToString("Quote(TDX, version 4)");
        assertThat(Quote.sgx(enclave().write())).hasToString("Quote(SGX, version 3)");
    }

    /// Version, TEE, type and size of the body.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|81|2|584|version: version 2 is too old, 3 to 5 are known",
                "6|81|2|584|version: version 6 is too new, 3 to 5 are known",
                "3|81|2|584|tee_type: version 3 has no TEE of type 0x81",
                "4|82|2|584|tee_type: version 4 has no TEE of type 0x82",
                "4|0|2|584|tee_type: is SGX, not TDX",
                "5|81|2|584|taken",
                "5|81|3|648|taken",
                "5|81|0|584|body_type: must be 1 to 3, is 0",
                "5|81|4|584|body_type: must be 1 to 3, is 4",
                "5|81|1|384|body_type: 1 does not go with TDX",
                "5|81|2|583|body_size: must be 584 for type 2, is 583",
                "5|81|2|648|body_size: must be 584 for type 2, is 648",
                "5|81|3|584|body_size: must be 648 for type 3, is 584",
            })
    void whatIsQuotedIsNamed(int version, String tee, int bodyType, int bodySize, String answer) {
        Frame frame = new Frame();
        frame.version = version;
        frame.teeType = Long.parseLong(tee, 16);
        frame.bodyType = bodyType;
        frame.body = bodySize;
        assertThat(refusal(frame.write())).isEqualTo(answer);
    }

    @Test
    void anEnclaveIsQuotedInAllThreeVersions() throws Malformed {
        for (int version = 3; version <= 5; version++) {
            Frame frame = enclave();
            frame.version = version;
            frame.bodyType = 1;
            assertThat(Quote.sgx(frame.write()).header().version()).isEqualTo(version);
            assertThat(Quote.sgx(frame.write()).signedBytes().length()).isEqualTo(48 + 384 + (version == 5 ? 6 : 0));
        }
        Frame frame = enclave();
        frame.version = 5;
        frame.bodyType = 2;
        frame.body = 584;
        assertThatThrownBy(() -> Quote.sgx(frame.write())).hasMessageContaining("2 does not go with SGX");
        assertThatThrownBy(() -> Quote.sgx(new Frame().write())).hasMessageContaining("is TDX, not SGX");
    }

    @Test
    void keyTypeAndVendorAreConstants() {
        byte[] key = new Frame().write();
        key[2] = 3;
        assertThat(refusal(key)).isEqualTo("att_key_type: must be 2 (ECDSA on P-256), is 3");
        byte[] vendor = new Frame().write();
        vendor[27] = 0;
        assertThat(refusal(vendor)).startsWith("qe_vendor_id: must be Intel's, " + INTEL + ", is 939a");
    }

    @Test
    void theKindIsSeenInTheHeaderOfIntelsQuotes() {
        byte[] td = new Frame().write();
        assertThat(Quote.teeOf(td)).contains(Tee.TDX);
        assertThat(Quote.teeOf(Arrays.copyOf(td, 28))).contains(Tee.TDX);
        assertThat(Quote.teeOf(Arrays.copyOf(td, 27))).isEmpty();
        assertThat(Quote.teeOf(enclave().write())).contains(Tee.SGX);
        td[12] = 0;
        assertThat(Quote.teeOf(td)).isEqualTo(Optional.empty());
    }

    /// Only zeros, and not without end.
    @Test
    void whatStandsBehindIsZero() throws Malformed {
        Frame frame = new Frame();
        frame.behind = "000000";
        assertThat(Quote.tdx(frame.write()).paddingSize()).isEqualTo(3);
        frame.behind = "000001";
        assertThat(refusal(frame.write())).isEqualTo("padding: must be zero, is 0x1");
        byte[] quote = new Frame().write();
        assertThat(Quote.tdx(Arrays.copyOf(quote, Quote.MAX_SIZE)).paddingSize())
                .isEqualTo(Quote.MAX_SIZE - quote.length);
        assertThat(refusal(Arrays.copyOf(quote, Quote.MAX_SIZE + 1)))
                .isEqualTo(": has 65537 bytes, at most 65536 are read");
    }

    @Test
    void sizesAreExact() {
        Frame frame = new Frame();
        frame.sizeError = 1;
        assertThat(refusal(frame.write())).startsWith("size: says ");
        frame.behind = "00";
        assertThat(refusal(frame.write())).isEqualTo(": 1 bytes left over");
        frame.behind = "";
        frame.sizeError = -1;
        assertThat(refusal(frame.write())).startsWith("size: says ");
        frame.sizeError = 0;
        frame.innerSizeError = 1;
        assertThat(refusal(frame.write())).startsWith("size: says ");
        frame.innerSizeError = -1;
        assertThat(refusal(frame.write())).startsWith("size: says ");
        frame.sizeError = 1;
        frame.innerSizeError = 1;
        frame.behind = "00";
        assertThat(refusal(frame.write())).isEqualTo(": 1 bytes left over");
    }

    @Test
    void outerCertificationIsOfType6() {
        Frame frame = new Frame();
        frame.outerType = 5;
        assertThat(refusal(frame.write())).isEqualTo("certification_type: must be 6 from version 4 on, is 5");
    }

    /// Type, length of the data, and what becomes of it. Type 6 inside of another one is none, in version 3 as well.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|36|type 1",
                "1|34|type 1",
                "1|35|pceid: needs 2 bytes, has 1",
                "1|33|pcesvn: needs 2 bytes, has 1",
                "1|37|: 1 bytes left over",
                "2|276|type 2",
                "2|275|pceid: needs 2 bytes, has 1",
                "2|274|pceid: needs 2 bytes, has 0",
                "2|277|: 1 bytes left over",
                "3|404|type 3",
                "3|403|pceid: needs 2 bytes, has 1",
                "3|405|: 1 bytes left over",
                "4|1|type 4",
                "5|0|type 5",
                "7|3|type 7",
                "0|3|certification_type: must be 1 to 5 or 7, is 0",
                "6|3|certification_type: must be 1 to 5 or 7, is 6",
                "8|3|certification_type: must be 1 to 5 or 7, is 8",
            })
    void certificationByItsType(int type, int size, String answer) throws Malformed {
        for (Frame frame : new Frame[] {new Frame(), enclave()}) {
            frame.type = type;
            frame.certification = "5a".repeat(size);
            String got;
            try {
                Quote<?> quote = frame.version == 3 ? Quote.sgx(frame.write()) : Quote.tdx(frame.write());
                got = "type " + quote.signature().certification().type();
            } catch (Malformed e) {
                got = e.field() + ": " + e.problem();
            }
            assertThat(got).isEqualTo(answer);
        }
    }

    @Test
    void thePlatformIsNamedByPpidAndTcb() throws Malformed {
        Frame frame = enclave();
        for (int type = 1; type <= 3; type++) {
            String ppid = "61".repeat(type == 1 ? 16 : type == 2 ? 256 : 384);
            frame.type = type;
            frame.certification = ppid + "62".repeat(16) + "0d01" + "aabb";
            assertThat(Quote.sgx(frame.write()).signature().certification())
                    .isEqualTo(new Certification.Ppid(
                            type, Bytes.hex(ppid), Bytes.hex("62".repeat(16)), 0x010d, Bytes.hex("aabb")));
        }
        frame.type = 1;
        frame.certification = "61".repeat(16) + "62".repeat(16) + "0d01";
        assertThat(((Certification.Ppid) Quote.sgx(frame.write()).signature().certification()).pceId())
                .isEqualTo(Bytes.EMPTY);
        frame.type = 4;
        assertThat(Quote.sgx(frame.write()).signature().certification())
                .isEqualTo(new Certification.PckLeaf(Bytes.hex(frame.certification)));
        frame.type = 7;
        assertThat(Quote.sgx(frame.write()).signature().certification())
                .isEqualTo(new Certification.Manifest(Bytes.hex(frame.certification)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void certificatesOfAChainAreCounted(int count) {
        String pem = "text -----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n".repeat(count);
        assertThat(new Certification.PckChain(Bytes.utf8(pem + "\0")).count()).isEqualTo(count);
    }
}
