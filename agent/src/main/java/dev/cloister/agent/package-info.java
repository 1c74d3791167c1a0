/// In the guest: attests, unlocks the image, runs the container.
///
/// {@link dev.cloister.agent.Agent} is the argument in numbered steps; {@link dev.cloister.agent.End} is
/// everything it can come to. `java.base` only, and on its way no class that is dear at first use in an
/// emulated guest: no streams, regular expressions or formats, no provider machinery where the guest's
/// libcrypto does the same.
package dev.cloister.agent;
