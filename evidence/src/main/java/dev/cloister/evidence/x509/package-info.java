/// X.509 certificates and revocation lists, as strict as attestation needs them (RFC 5280, RFC 4055 for
/// RSASSA-PSS).
///
/// The JDK parses and verifies; what it lets pass (weak PSS parameters, text behind the structure, an issuer
/// that may not issue) is refused here. Not exported. Open {@link dev.cloister.evidence.x509.Certificate}
/// first.
package dev.cloister.evidence.x509;
