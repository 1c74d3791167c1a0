package dev.cloister.evidence.dcap;

import static dev.cloister.evidence.DerWriter.integer;
import static dev.cloister.evidence.DerWriter.octets;
import static dev.cloister.evidence.DerWriter.oid;
import static dev.cloister.evidence.DerWriter.sequence;
import static dev.cloister.evidence.DerWriter.value;
import static dev.cloister.evidence.DerWriter.yes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The SGX extension of a PCK certificate: each part by its object identifier, in any order, none left out.
class PlatformTest {
    private static final Bytes NO = Bytes.hex("010100");

    private final Map<String, Bytes> tcb = new LinkedHashMap<>();
    private final Map<String, Bytes> configuration = new LinkedHashMap<>();
    private final Map<String, Bytes> parts = new LinkedHashMap<>();

    PlatformTest() {
        for (int i = 1; i <= 16; i++) {
            tcb.put("2." + i, integer(i == 16 ? 255 : i));
        }
        tcb.put("2.17", integer(0xffff));
        tcb.put("2.18", octets(Bytes.hex("c0".repeat(16))));
        configuration.put("7.1", yes());
        configuration.put("7.2", NO);
        configuration.put("7.3", yes());
        parts.put("1", octets(Bytes.hex("a1".repeat(16))));
        parts.put("2", Bytes.EMPTY);
        parts.put("3", octets(Bytes.hex("0102")));
        parts.put("4", octets(Bytes.hex("00906ea10000")));
        parts.put("5", value(0x0a, Bytes.hex("02")));
        parts.put("6", octets(Bytes.hex("a6".repeat(16))));
        parts.put("7", Bytes.EMPTY);
    }

    private interface Order {
        void arrange(List<Bytes> parts);
    }

    private static Bytes part(String suffix, Bytes content) {
        return sequence(oid(Platform.OID + "." + suffix), content);
    }

    private static Bytes encoded(Map<String, Bytes> parts, Order order) {
        List<Bytes> all = new ArrayList<>();
        parts.forEach((suffix, content) -> all.add(part(suffix, content)));
        order.arrange(all);
        return sequence(all.toArray(Bytes[]::new));
    }

    private Bytes extension(Order order) {
        parts.computeIfPresent("2", (suffix, old) -> old.isEmpty() ? encoded(tcb, order) : old);
        parts.computeIfPresent("7", (suffix, old) -> old.isEmpty() ? encoded(configuration, order) : old);
        return encoded(parts, order);
    }

    private Platform platform() throws Malformed {
        return Platform.parse(extension(all -> {}));
    }

    private void refused(String message) {
        assertThatThrownBy(this::platform)
                .isInstanceOf(Malformed.class)
                .hasMessage("PckCertificate.sgx_extension." + message);
    }

    @Test
    void everyPartIsRead() throws Malformed {
        Platform platform = platform();
        assertThat(platform.ppid()).isEqualTo(Bytes.hex("a1".repeat(16)));
        assertThat(platform.components()).isEqualTo(Bytes.hex("0102030405060708090a0b0c0d0e0fff"));
        assertThat(platform.pceSvn()).isEqualTo(0xffff);
        assertThat(platform.cpuSvn()).isEqualTo(Bytes.hex("c0".repeat(16)));
        assertThat(platform.pceId()).isEqualTo(Bytes.hex("0102"));
        assertThat(platform.fmspc()).isEqualTo(Bytes.hex("00906ea10000"));
        assertThat(platform.sgxType()).isEqualTo(SgxType.SCALABLE_WITH_INTEGRITY);
        assertThat(platform.instanceId()).contains(Bytes.hex("a6".repeat(16)));
        assertThat(platform.configuration())
                .contains(new Platform.Configuration(Optional.of(true), Optional.of(false), Optional.of(true)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void inAnyOrder(long seed) throws Malformed {
        Platform shuffled = Platform.parse(extension(all -> Collections.shuffle(all, new Random(seed))));
        assertThat(shuffled).isEqualTo(new PlatformTest().platform());
    }

    /// What only the Platform CA writes may be absent, and what is unknown is passed over.
    @Test
    void whatTheProcessorCaDoesNotWrite() throws Malformed {
        parts.remove("6");
        parts.remove("7");
        parts.put("8", integer(1));
        assertThat(platform().instanceId()).isEmpty();
        assertThat(platform().configuration()).isEmpty();
        parts.put("7", part("7.2", yes()));
        parts.put("7", sequence(part("7.2", yes())));
        assertThat(platform().configuration())
                .contains(new Platform.Configuration(Optional.empty(), Optional.of(true), Optional.empty()));
        Bytes foreign = sequence(oid("1.2.3"), integer(1));
        assertThat(Platform.parse(sequence(foreign, platformContent()))).isEqualTo(platform());
        Bytes arcAlone = sequence(oid(Platform.OID), integer(1));
        assertThat(Platform.parse(sequence(arcAlone, platformContent()))).isEqualTo(platform());
    }

    private Bytes platformContent() {
        Bytes all = extension(list -> {});
        int head = all.at(1) == 0x82 ? 4 : all.at(1) == 0x81 ? 3 : 2;
        return all.slice(head, all.length());
    }

    @ParameterizedTest
    @CsvSource({"1, ppid", "2, tcb", "3, pceid", "4, fmspc", "5, sgx type"})
    void whatIsMissing(String part, String name) {
        parts.remove(part);
        refused(name + ": is missing");
    }

    @Test
    void whatIsMissingInTheTcb() {
        for (int i = 1; i <= 18; i++) {
            PlatformTest made = new PlatformTest();
            made.tcb.remove("2." + i);
            made.refused((i < 17 ? "component " + i : i == 17 ? "pcesvn" : "cpusvn") + ": is missing");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, ppid, 16", "3, pceid, 2", "4, fmspc, 6", "6, platform instance id, 16"})
    void lengthsAreExact(String part, String name, int length) {
        parts.put(part, octets(Bytes.of(new byte[length + 1])));
        refused(name + ": must have " + length + " bytes, has " + (length + 1));
        parts.put(part, octets(Bytes.of(new byte[length - 1])));
        refused(name + ": must have " + length + " bytes, has " + (length - 1));
        parts.put(part, integer(1));
        refused(name + ": must have the DER tag 0x04, has 0x02");
    }

    @Test
    void numbersAreBounded() {
        tcb.put("2.3", integer(256));
        assertThatThrownBy(this::platform).hasMessageContaining("must be from 0 to 255, is 256");
        PlatformTest pce = new PlatformTest();
        pce.tcb.put("2.17", integer(0x10000));
        assertThatThrownBy(pce::platform).hasMessageContaining("must be from 0 to 65535, is 65536");
        PlatformTest type = new PlatformTest();
        type.parts.put("5", value(0x0a, Bytes.hex("03")));
        type.refused("sgx type: is unknown: 3");
        type.parts.put("5", integer(1));
        type.refused("sgx type: must have the DER tag 0x0a, has 0x02");
        PlatformTest cpu = new PlatformTest();
        cpu.tcb.put("2.18", octets(Bytes.of(new byte[15])));
        cpu.refused("cpusvn: must have 16 bytes, has 15");
    }

    @Test
    void eachTypeHasItsNumber() throws Malformed {
        for (SgxType type : SgxType.values()) {
            parts.put("5", value(0x0a, Bytes.of(new byte[] {(byte) type.code()})));
            assertThat(platform().sgxType()).isEqualTo(type);
            assertThat(type.code()).isEqualTo(type.ordinal());
        }
    }

    @Test
    void flagsAreDer() {
        configuration.put("7.2", Bytes.hex("010101"));
        refused("cached: is no DER BOOLEAN");
    }

    @Test
    void nothingTwiceAndNothingBehind() {
        assertThatThrownBy(() ->
                        Platform.parse(sequence(platformContent(), part("4", octets(Bytes.hex("00".repeat(6)))))))
                .hasMessage("PckCertificate.sgx_extension.04: is there twice");
        assertThatThrownBy(() -> Platform.parse(extension(all -> {}).concat(Bytes.hex("00"))))
                .hasMessageContaining("1 bytes left over");
        assertThatThrownBy(() -> Platform.parse(
                        sequence(platformContent(), sequence(oid(Platform.OID + ".9"), integer(1), integer(2)))))
                .hasMessageContaining("left over");
    }
}
