/// Signed and encrypted objects (RFC 7515, 7516, 7518, 7638), with the few algorithms that the channel knows: ES256,
/// HS256,
/// `ECDH-ES+A256KW` with `A256GCM`, all on P-256.
///
/// Headers are compared with the one text they may have and never interpreted; the algorithm comes from the caller. All
/// work on the curve goes through [P256], so that a guest can bring another implementation than [JdkP256].
package dev.cloister.protocol.jose;
