/// What a verifier lacks, from where it is: AMD's key service (KDS), Intel's provisioning service (PCS) or a cache of
/// it
/// (PCCS), by way of a folder that remembers; and the bundle file that keeps it for a verification without a network,
/// years later as of its day.
///
/// Nothing that comes from here is trusted: a vendor's signature is checked before anything is kept or handed on, and a
/// {@link dev.cloister.evidence.Verifier} judges it again. What could not be had is a gap, never an answer. HTTP is the
/// JDK's in `java.base`, so that this module needs no other.
package dev.cloister.evidence.fetch;
