/// Tokens: what this broker found about a guest, signed, for whoever trusts the broker (specs kbs-protocol
/// 10.1, EAR).
///
/// {@link dev.cloister.broker.token.TokenDesk} issues and recognises them. Here a token opens nothing: it
/// names an attestation, and each resource is decided on by the evidence of that attestation, verified
/// anew, and the release policy as it is then. So a policy that is changed or a certificate that is revoked
/// ends every token at once.
package dev.cloister.broker.token;
