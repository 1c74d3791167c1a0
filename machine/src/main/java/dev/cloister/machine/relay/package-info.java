/// The guest's only way to its broker: an HTTP/1.1 relay on the host's loopback address that lets requests under
/// `/kbs/v0/` pass and nothing else. It earns no trust: what the guest believes is signed, what is secret is
/// encrypted to the guest.
///
/// Bounds: RFC 9112 messages, heads of 16 KiB, bodies of 8 MiB, answers of 64 MiB.
/// Open [dev.cloister.machine.relay.Relay] first.
package dev.cloister.machine.relay;
