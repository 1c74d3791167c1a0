/// Plain KBS: the attestation protocol 0.4 of Confidential Containers' Trustee, for clients that do not
/// know the signed channel (specs kbs-protocol, kbs-observed).
///
/// {@link dev.cloister.broker.kbs.KbsRoutes} is the table. Three methods carry the argument in numbered
/// steps: {@link dev.cloister.broker.kbs.PlainHandshakes#auth} opens a session, {@link
/// dev.cloister.broker.kbs.PlainAttestation#attest} (K1 to K7) makes a token of it, and {@link
/// dev.cloister.broker.kbs.PlainReleases#resource} (G1 to G6) lets one resource go, by the same release
/// policies that decide for the agent. Errors have KBS's JSON and KBS's type addresses, {@link
/// dev.cloister.broker.kbs.KbsErrorType}.
package dev.cloister.broker.kbs;
