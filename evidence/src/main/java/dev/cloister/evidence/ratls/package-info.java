/// Trust in a TLS peer by the evidence in its certificate (RA-TLS).
///
/// The certificate is signed by its own key; an extension carries a quote whose report data is over that key.
/// TLS proves that the peer has the key, the quote that the key lives in an enclave or trust domain. Sources:
/// TCG "DICE Attestation Architecture" (tagged evidence), the interoperable RA-TLS documents of the CCC
/// Attestation group, and Gramine's RA-TLS library for its older form. Open {@link
/// dev.cloister.evidence.ratls.RatlsTrust} first; {@link dev.cloister.evidence.ratls.PeerVerifier} has the
/// argument.
package dev.cloister.evidence.ratls;
