package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.Damage;
import dev.cloister.vectors.Damage.Share;
import dev.cloister.vectors.Damage.Unnoticed;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The last page of a real firmware, and an ID block with its authentication, with one bit or the length changed.
class DamagedFirmwareTest {
    private static final Bytes ANY_DIGEST = Bytes.of(new byte[48]);
    private static final String CONTENT = "content of the firmware, which is measured";

    private static Bytes file(String id, String name) throws Exception {
        Catalog catalog = Catalog.open("snp-measure");
        CatalogEntry entry = catalog.entry(id).orElseThrow();
        return catalog.file(entry, name);
    }

    /// Every byte of the image is measured: what is not refused predicts another launch digest.
    @Test
    void everyBitIsMeasured() throws Exception {
        Bytes image = file("ovmf-amdsev-suffix", "ovmf_AmdSev_suffix.bin");
        Bytes good = Firmware.parse(image.array()).launchDigest();
        Damage.of("FIRMWARE_DIGEST", image, bytes -> {
                    boolean same = Firmware.parse(bytes).launchDigest().equals(good);
                    return same ? Optional.empty() : Optional.of("other-digest");
                })
                .run(Share.ALL, System.out);
    }

    /// What the tables say, apart from being measured: what is not refused says something else of the launch,
    /// or is listed.
    @Test
    void everyBitOfTheTablesHasAMeaning() throws Exception {
        Bytes image = file("ovmf-amdsev-suffix", "ovmf_AmdSev_suffix.bin");
        String good = said(Firmware.parse(image.array(), ANY_DIGEST));
        Damage.of("FIRMWARE_TABLES", image, bytes -> {
                    boolean same = said(Firmware.parse(bytes, ANY_DIGEST)).equals(good);
                    return same ? Optional.empty() : Optional.of("other-launch");
                })
                .unnoticed(
                        new Unnoticed(0, 2732, 0xff, CONTENT),
                        new Unnoticed(
                                2832, 3932, 0xff, CONTENT + ", and data of entries that this launch does not use"),
                        new Unnoticed(3934, 3950, 0xff, "GUID of the TDX metadata, which this launch does not use"),
                        new Unnoticed(3998, 4006, 0xff, "address and size of the secrets page, for launches of old"),
                        new Unnoticed(4008, 4024, 0xff, "GUID of that entry"),
                        new Unnoticed(4064, 4096, 0xff, CONTENT + ": the reset vector"))
                .run(Share.ALL, System.out);
    }

    private static String said(Firmware firmware) {
        return firmware.sections() + " " + firmware.resetEip() + " " + firmware.hashesTable();
    }

    /// Algorithms, keys and signatures of an ID block that an author signed too. No block is among the vectors,
    /// so this one is made here.
    @Test
    void everyBitOfAnIdAuthenticationIsChecked() throws Exception {
        IdBlock block = IdBlock.of(Bytes.hex("5a".repeat(48)), IdBlock.DEFAULT_POLICY);
        IdAuthentication good = IdAuthentication.sign(block, key(), key());
        Damage.of("ID_AUTHENTICATION", good.encode(), bytes -> {
                    IdAuthentication parsed = IdAuthentication.parse(bytes);
                    boolean signed =
                            parsed.author().isPresent() && parsed.faults(block).isEmpty();
                    return signed ? Optional.empty() : Optional.of("not-signed");
                })
                .run(Share.SAMPLE, System.out);
        Damage.of("ID_BLOCK", block.encode(), bytes -> {
                    boolean signed = good.faults(IdBlock.parse(bytes)).isEmpty();
                    return signed ? Optional.empty() : Optional.of("not-signed");
                })
                .run(Share.ALL, System.out);
    }

    private static PrivateKey key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        return generator.generateKeyPair().getPrivate();
    }
}
