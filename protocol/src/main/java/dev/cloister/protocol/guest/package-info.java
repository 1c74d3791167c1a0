/// The guest's side of the channel (specs guest-broker-channel 4 to 8): [GuestChannel] over a [Transport].
///
/// An answer is reachable only as a [Statement], which only its check makes. Written for a small JVM that starts once:
/// plain code, `java.base` only.
package dev.cloister.protocol.guest;
