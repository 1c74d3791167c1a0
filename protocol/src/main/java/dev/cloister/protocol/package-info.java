/// What guest and broker say to each other: the messages of KBS (specs kbs-protocol 3 to 6) and the channel around them
/// that a host cannot read, change or replay unnoticed (specs guest-broker-channel 1 to 8).
///
/// The guest's side is [GuestChannel] over a [Transport]; an answer is reachable only as a [Statement], which only its
/// check makes. The broker's side is made of parts: [StatementSigner], [ProofCheck], [SessionGrant], [Resources]. Owner
/// and guest share the sealed log, [LogWriter] and [LogReader].
package dev.cloister.protocol;
