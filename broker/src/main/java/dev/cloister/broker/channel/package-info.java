/// The broker's end of the signed channel to guests (guest-broker-channel 4 to 8).
///
/// Three methods carry the argument, in numbered steps: {@link dev.cloister.broker.channel.Handshakes#auth}
/// opens a session, {@link dev.cloister.broker.channel.Attestation#attest} (B1 to B10) makes an activation
/// of it, and {@link dev.cloister.broker.channel.Releases#resources} (R1 to R8) lets resources go. What
/// they say is signed in {@link dev.cloister.broker.channel.Voice}; a guest is told a code and a case
/// number, never a reason.
///
/// Not served, and answered with an error instead of a success: passport, tokens, counters, reports, `bye`.
/// Requests that carry neither a nonce nor a proof are another package's, {@code kbs}.
package dev.cloister.broker.channel;
