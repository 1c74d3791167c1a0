/// Attacks on what guest and broker say to each other: a host between them, and brokers of the host's own. Which check
/// stops what: specs guest-broker-channel 4.1 (S1 to S11), 4.2 and 5.2; all of it without TLS.
package dev.cloister.cli.drill.channel;
