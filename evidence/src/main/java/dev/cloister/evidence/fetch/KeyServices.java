package dev.cloister.evidence.fetch;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.dcap.Tee;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.SnpReport;
import dev.cloister.evidence.snp.TcbVersion;
import java.net.URI;
import java.util.Locale;

/// Addresses of key services, and of what they have: AMD 57230 (Key Distribution Service), Intel PCS API version 4.
///
/// @param amd base address, without a path that the service itself names
/// @param intel who answers for Intel
public record KeyServices(URI amd, Intel intel) {
    private static final URI AMD = URI.create("https://kdsintf.amd.com");
    private static final URI INTEL = URI.create("https://api.trustedservices.intel.com");
    private static final URI INTEL_ROOT_LIST =
            URI.create("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der");
    private static final int SHORT_ID = 8;

    /// Intel's own service, or somebody's cache of it.
    public sealed interface Intel {
        URI base();

        /// @param rootList where the list of Intel's root is: the service itself does not have it
        record Pcs(URI base, URI rootList) implements Intel {
            public Pcs {
                base = address(base);
                rootList = address(rootList);
            }

            /// With the root's list from the address that Intel's root certificate names.
            public Pcs(URI base) {
                this(base, INTEL_ROOT_LIST);
            }
        }

        record Pccs(URI base) implements Intel {
            public Pccs {
                base = address(base);
            }
        }
    }

    public KeyServices {
        amd = address(amd);
    }

    /// AMD's and Intel's own.
    public static KeyServices vendors() {
        return new KeyServices(AMD, new Intel.Pcs(INTEL));
    }

    /// The address itself.
    ///
    /// @throws IllegalArgumentException if it is no address of a service: http or https, a host, no query
    public static URI address(URI base) {
        boolean web = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!web || base.getHost() == null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException("must be http://HOST or https://HOST, is " + base);
        }
        if (base.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must not hold a user's name or password");
        }
        return base;
    }

    /// The certificate of the chip's key (VCEK) at the TCB that the report states; the report must name its chip.
    public URI chipKey(SnpReport report, ProductLine line) {
        TcbVersion tcb = report.reportedTcb().as(line.layout());
        boolean turin = line.layout().hasFmc();
        Bytes chip = turin ? report.chipId().slice(0, SHORT_ID) : report.chipId();
        return URI.create(amd(SigningKey.VCEK, line) + chip.hex() + "?" + (turin ? "fmcSPL=" + tcb.fmc() + "&" : "")
                + "blSPL=" + tcb.bootloader() + "&teeSPL=" + tcb.tee() + "&snpSPL=" + tcb.snp() + "&ucodeSPL="
                + tcb.microcode());
    }

    /// PEM: the issuer of that kind of key, then the root.
    public URI amdChain(SigningKey key, ProductLine line) {
        return URI.create(amd(key, line) + "cert_chain");
    }

    public URI amdList(SigningKey key, ProductLine line) {
        return URI.create(amd(key, line) + "crl");
    }

    private String amd(SigningKey key, ProductLine line) {
        return slashed(amd) + (key == SigningKey.VLEK ? "vlek" : "vcek") + "/v1/" + line.title() + "/";
    }

    public URI tcbInfo(Tee tee, Bytes fmspc, Evaluation evaluation) {
        String query = evaluation.query();
        return intel(tee, "tcb?fmspc=" + fmspc.hex().toUpperCase(Locale.ROOT) + (query.isEmpty() ? "" : "&" + query));
    }

    public URI identity(Tee tee, Evaluation evaluation) {
        String query = evaluation.query();
        return intel(tee, "qe/identity" + (query.isEmpty() ? "" : "?" + query));
    }

    /// @param platform of the Platform CA, else of the Processor CA
    public URI pckList(boolean platform) {
        return intel(Tee.SGX, "pckcrl?ca=" + (platform ? "platform" : "processor") + "&encoding=der");
    }

    public URI intelRootList() {
        return switch (intel) {
            case Intel.Pcs pcs -> pcs.rootList();
            case Intel.Pccs pccs -> intel(Tee.SGX, "rootcacrl");
        };
    }

    private URI intel(Tee tee, String rest) {
        return URI.create(slashed(intel.base()) + tee.title().toLowerCase(Locale.ROOT) + "/certification/v4/" + rest);
    }

    private static String slashed(URI base) {
        return base.toString().endsWith("/") ? base.toString() : base + "/";
    }
}
