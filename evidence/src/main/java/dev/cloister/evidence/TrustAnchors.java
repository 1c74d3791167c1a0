package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.x509.Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The root keys that a chain may end in: the vendor's, pinned here, and those that a policy names by
/// fingerprint.
///
/// A named root's certificates come with the evidence; the vendor's are part of this module.
public final class TrustAnchors {
    /// AMD's root keys (ARK), one for each product line.
    private static final Map<RootFingerprint, ProductLine> AMD = Map.of(
            pin("9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9"), ProductLine.MILAN,
            pin("429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831"), ProductLine.GENOA,
            pin("4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08"), ProductLine.TURIN);

    /// Intel's root key for SGX and TDX, whose certificate there is twice. Those of pre-production platforms
    /// bear the same name and are other keys.
    private static final Set<RootFingerprint> INTEL =
            Set.of(pin("a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e"));

    private final Set<RootFingerprint> vendors;
    private final Set<RootFingerprint> named;
    private final List<Certificate> certificates;

    private TrustAnchors(Set<RootFingerprint> vendors, Set<RootFingerprint> named, List<Certificate> certificates) {
        this.vendors = Set.copyOf(vendors);
        this.named = Set.copyOf(named);
        this.certificates = List.copyOf(certificates);
    }

    private static RootFingerprint pin(String sha256) {
        return new RootFingerprint(Bytes.hex(sha256));
    }

    /// AMD's roots of Milan, Genoa and Turin.
    public static TrustAnchors amd() {
        return new TrustAnchors(AMD.keySet(), Set.of(), AmdCertificates.all());
    }

    /// Intel's root of production platforms.
    public static TrustAnchors intel() {
        return new TrustAnchors(INTEL, Set.of(), IntelCertificates.all());
    }

    /// AMD's and Intel's.
    public static TrustAnchors vendors() {
        Set<RootFingerprint> roots = new HashSet<>(AMD.keySet());
        roots.addAll(INTEL);
        List<Certificate> all = new ArrayList<>(AmdCertificates.all());
        all.addAll(IntelCertificates.all());
        return new TrustAnchors(roots, Set.of(), all);
    }

    /// These and the roots named.
    public TrustAnchors plus(RootFingerprint... roots) {
        return plus(List.of(roots));
    }

    /// These and the roots named.
    public TrustAnchors plus(Collection<RootFingerprint> roots) {
        Set<RootFingerprint> all = new HashSet<>(named);
        all.addAll(roots);
        return new TrustAnchors(vendors, all, certificates);
    }

    /// The roots that are AMD's own, whatever else is accepted.
    public static Set<RootFingerprint> amdRoots() {
        return AMD.keySet();
    }

    /// The root that is Intel's own, whatever else is accepted.
    public static Set<RootFingerprint> intelRoots() {
        return INTEL;
    }

    /// The line whose vendor root this is; empty for a root that is not the vendor's.
    Optional<ProductLine> vendorLine(RootFingerprint root) {
        return Optional.ofNullable(AMD.get(root));
    }

    /// Whether it is one of a vendor's own keys.
    public static boolean isVendors(RootFingerprint root) {
        return AMD.containsKey(root) || INTEL.contains(root);
    }

    boolean contains(RootFingerprint root) {
        return vendors.contains(root) || named.contains(root);
    }

    /// The vendor's roots and issuers.
    List<Certificate> certificates() {
        return certificates;
    }
}
