/// What guest and broker say to each other: the messages of KBS (specs kbs-protocol 3 to 6) and the channel around them
/// that a host cannot read, change or replay unnoticed (specs guest-broker-channel 1 to 8).
///
/// This package has the messages and the parts that a broker is made of: [StatementSigner], [ProofCheck],
/// [SessionGrant], [ResourcesAnswer]. The guest's side is in `guest`.
package dev.cloister.protocol;
