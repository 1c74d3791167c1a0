package dev.cloister.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.Verification.Verified;
import dev.cloister.evidence.snp.CertificateTable;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// AMD's own certificates, which ship with this module.
class AmdCertificatesTest {
    /// Serial numbers and digests as AMD's key service hands them out.
    @ParameterizedTest
    @CsvSource({
        "ARK-Milan,10000,69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd",
        "SEV-Milan,10001,67d303bd3905fd38db8b20e0793699870e7fa612eaad5dec358293fd8c0bac1b",
        "SEV-VLEK-Milan,10101,c5e081f59b7efab1fe2f8b505e159704e72f29cab7ef7cf628a05a42439082f5",
        "ARK-Genoa,20000,4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1",
        "SEV-Genoa,20002,5464738c1546aed5f2cecf1dc98c5c960a92e8913238a61711bc90ec6e828521",
        "SEV-VLEK-Genoa,20101,197e610743a917d6b9bb982a5a9226ccc0a15b611be0619e626aca9151457372",
        "ARK-Turin,30000,1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a",
        "SEV-Turin,30001,5b77ef5fe7a7a004fd9032668fba9d0fda22f88c4442069a479636a6ae3b3185",
        "SEV-VLEK-Turin,30101,104e10a8bd060a3c20a434261a57d0588fd65a88915b4f65b08bdecaf8df1a3c",
    })
    void eachIsTheOneKnown(String name, String serial, String sha256) {
        assertThat(AmdCertificates.all())
                .filteredOn(certificate -> certificate.commonName().equals(name))
                .singleElement()
                .satisfies(certificate -> {
                    assertThat(certificate.serial()).isEqualTo(new BigInteger(serial, 16));
                    assertThat(certificate.sha256()).hasToString(sha256);
                });
    }

    @Test
    void thereAreNineAndNoList() throws Exception {
        Evidence.Snp any = new Evidence.Snp(new MadeUpVendor().report(), CertificateTable.EMPTY);
        assertThat(Endorsements.amd().certificates(any)).hasSize(9);
        assertThat(Endorsements.amd().revocationLists(any)).isEmpty();
    }

    /// Report, the certificate of its key, and a list: no root or issuer is given.
    @Test
    void aReportWithItsKeysCertificateAndAListSuffices() throws Malformed {
        Bytes vek = Vectors.file("snp/milan-v2-vcek-enarx-csr/vek.der");
        Bytes list = Vectors.file("snp/milan-crl-empty/ark-milan.crl.der");
        Evidence.Snp evidence = new Evidence.Snp(Vectors.report("milan-v2-vcek-enarx-csr"), CertificateTable.EMPTY);
        assertThat(new Verifier(TrustAnchors.amd())
                        .verify(
                                evidence,
                                Endorsements.of(List.of(vek), List.of(list)),
                                Instant.parse("2022-12-01T00:00:00Z")))
                .isInstanceOf(Verified.class);
    }
}
