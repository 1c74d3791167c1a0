package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.x509.Certificate;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VekCertificateTest {
    private static VekCertificate parse(Bytes der, SigningKey kind) throws Malformed {
        return VekCertificate.parse(Certificate.parse("vek", der), kind);
    }

    private static VekCertificate made(Consumer<MadeUpVendor> change) throws Malformed {
        return parse(MadeUpVendor.with(change).vek(), SigningKey.VCEK);
    }

    @Test
    void readsAVcekOfMilan() throws Malformed {
        Bytes der = Vectors.file("snp/milan-v3-vcek-aci-49d1/vek.der");
        VekCertificate vek = parse(der, SigningKey.VCEK);
        assertThat(vek.certificate().serial()).isEqualTo(BigInteger.ZERO);
        assertThat(vek.line()).isEqualTo(ProductLine.MILAN);
        assertThat(vek.tcb()).hasToString("boot loader 4, TEE 0, SNP 24, microcode 219");
        assertThat(vek.hwId().length()).isEqualTo(64);
    }

    @Test
    void readsAVcekOfTurin() throws Malformed {
        VekCertificate vek = parse(Vectors.file("snp/turin-v5-vcek-aci-85da/vek.der"), SigningKey.VCEK);
        assertThat(vek.line()).isEqualTo(ProductLine.TURIN);
        assertThat(vek.tcb()).hasToString("FMC 1, boot loader 1, TEE 1, SNP 4, microcode 81");
        assertThat(vek.hwId().length()).isEqualTo(8);
        assertThat(vek.isForChip(vek.hwId().padTo(64))).isTrue();
        assertThat(vek.isForChip(vek.hwId().concat(Bytes.hex("01".repeat(56))))).isFalse();
    }

    @Test
    void readsAVlek() throws Malformed {
        VekCertificate vek = parse(Vectors.file("snp/milan-v3-vlek-aws-decd/vek.der"), SigningKey.VLEK);
        assertThat(vek.tcb()).hasToString("boot loader 4, TEE 0, SNP 24, microcode 217");
        assertThat(vek.hwId()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void takesAWrappedHardwareId() throws Malformed {
        assertThat(made(vendor -> vendor.extensions.put("4", DerWriter.octets(MadeUpVendor.CHIP)))
                        .hwId())
                .isEqualTo(MadeUpVendor.CHIP);
    }

    @Test
    void refusesWhatIsIncomplete() {
        for (String extension : new String[] {"1", "2", "3.1", "3.2", "3.3", "3.8", "4"}) {
            assertThatThrownBy(() -> made(vendor -> vendor.extensions.remove(extension)))
                    .as(extension)
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void refusesWhatIsWrong() {
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("2", DerWriter.ia5("Rome-B0"))))
                .hasMessageContaining("unknown product Rome-B0");
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("2", DerWriter.ia5("MilanX"))))
                .hasMessageContaining("unknown product");
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("2", DerWriter.utf8("Milan-B0"))))
                .hasMessageContaining("DER tag");
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("1", DerWriter.integer(1))))
                .hasMessageContaining("does not go with");
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("3.3", DerWriter.integer(256))))
                .hasMessageContaining("from 0 to 255");
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("3.3", DerWriter.integer(-1))))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("3.3", Bytes.hex("02020018"))))
                .hasMessageContaining("fewest bytes");
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("3.3", Bytes.hex("02011800"))))
                .hasMessageContaining("left over");
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("4", Bytes.hex("5a".repeat(63)))))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("4", Bytes.hex("00".repeat(64)))))
                .hasMessageContaining("not zero");
        assertThatThrownBy(() -> made(vendor -> vendor.extensions.put("5", DerWriter.ia5("CN=cloud"))))
                .hasMessageContaining("no provider");
        assertThatThrownBy(() -> made(vendor -> vendor.criticalExtra = MadeUpVendor.critical("1.2.3.4")))
                .hasMessageContaining("critical");
    }

    @Test
    void aCertificateOfAnotherCurveIsRefused() {
        Bytes der = new MadeUpVendor().ask();
        assertThatThrownBy(() -> parse(der, SigningKey.VCEK)).isInstanceOf(Malformed.class);
    }

    /// A second extension of one name, whichever of the two would count.
    @Test
    void refusesADuplicateExtension() {
        MadeUpVendor vendor = new MadeUpVendor();
        vendor.criticalExtra =
                DerWriter.sequence(DerWriter.oid("1.3.6.1.4.1.3704.1.3.3"), DerWriter.octets(DerWriter.integer(99)));
        assertThatThrownBy(() -> Certificate.parse("vek", vendor.vek())).isInstanceOf(Malformed.class);
    }

    /// A VLEK names a provider and no chip; only then is there a provider.
    @Test
    void aVlekNamesAProviderAndNoChip() throws Malformed {
        Bytes good = MadeUpVendor.with(vendor -> {
                    vendor.extensions.remove("4");
                    vendor.extensions.put("5", DerWriter.ia5("CN=cloud"));
                })
                .vek();
        assertThat(parse(good, SigningKey.VLEK).provider()).contains("CN=cloud");
        assertThat(made(vendor -> {}).provider()).isEmpty();
        assertThatThrownBy(() -> parse(new MadeUpVendor().vek(), SigningKey.VLEK))
                .hasMessageContaining("no chip");
        assertThatThrownBy(() -> parse(
                        MadeUpVendor.with(vendor -> vendor.extensions.put("5", DerWriter.ia5("CN=cloud")))
                                .vek(),
                        SigningKey.VLEK))
                .hasMessageContaining("no chip");
        assertThatThrownBy(() -> parse(
                        MadeUpVendor.with(vendor -> {
                                    vendor.extensions.remove("4");
                                    vendor.extensions.put("5", DerWriter.utf8("CN=cloud"));
                                })
                                .vek(),
                        SigningKey.VLEK))
                .hasMessageContaining("DER tag");
    }

    /// The point is checked before any provider sees it.
    @Test
    void aKeyBesideTheCurveIsRefused() throws Exception {
        ECPublicKey key = parse(new MadeUpVendor().vek(), SigningKey.VCEK).key();
        assertThat(P384.isOn(key)).isTrue();
        for (ECPoint point : List.of(
                new ECPoint(key.getW().getAffineX(), key.getW().getAffineY().add(BigInteger.ONE)),
                new ECPoint(
                        key.getW().getAffineX().add(BigInteger.ONE), key.getW().getAffineY()),
                new ECPoint(BigInteger.ZERO, BigInteger.ZERO),
                new ECPoint(key.getW().getAffineX(), key.getW().getAffineY().add(BigInteger.TWO.pow(384))))) {
            assertThat(P384.isOn(at(point, key.getParams()))).isFalse();
        }
    }

    private static ECPublicKey at(ECPoint point, ECParameterSpec curve) {
        return new ECPublicKey() {
            private static final long serialVersionUID = 1L;

            @Override
            public ECPoint getW() {
                return point;
            }

            @Override
            public ECParameterSpec getParams() {
                return curve;
            }

            @Override
            public String getAlgorithm() {
                return "EC";
            }

            @Override
            public String getFormat() {
                return "none";
            }

            @Override
            public byte[] getEncoded() {
                return new byte[0];
            }
        };
    }
}
