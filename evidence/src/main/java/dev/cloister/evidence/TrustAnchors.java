package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.snp.ProductLine;
import dev.cloister.evidence.x509.Certificate;
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

    private final Set<RootFingerprint> named;
    private final List<Certificate> certificates;

    private TrustAnchors(Set<RootFingerprint> named, List<Certificate> certificates) {
        this.named = Set.copyOf(named);
        this.certificates = List.copyOf(certificates);
    }

    private static RootFingerprint pin(String sha256) {
        return new RootFingerprint(Bytes.hex(sha256));
    }

    /// AMD's roots of Milan, Genoa and Turin.
    public static TrustAnchors amd() {
        return new TrustAnchors(Set.of(), AmdCertificates.all());
    }

    /// These and the roots named.
    public TrustAnchors plus(RootFingerprint... roots) {
        return plus(List.of(roots));
    }

    /// These and the roots named.
    public TrustAnchors plus(Collection<RootFingerprint> roots) {
        Set<RootFingerprint> all = new HashSet<>(named);
        all.addAll(roots);
        return new TrustAnchors(all, certificates);
    }

    /// The roots that are AMD's own, whatever else is accepted.
    public static Set<RootFingerprint> amdRoots() {
        return AMD.keySet();
    }

    /// The line whose vendor root this is; empty for a root that is not the vendor's.
    Optional<ProductLine> vendorLine(RootFingerprint root) {
        return Optional.ofNullable(AMD.get(root));
    }

    boolean contains(RootFingerprint root) {
        return AMD.containsKey(root) || named.contains(root);
    }

    /// The vendor's roots and issuers.
    List<Certificate> certificates() {
        return certificates;
    }
}
