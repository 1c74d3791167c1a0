/// Whole flows, run as a user runs them: `./cloister` as a process, in a home of its own, against real virtual
/// machines with emulated hardware. Where no VM is needed, the guest's end of the channel and the emulated chip are
/// driven from here against the real broker process. Open `Home` first.
///
/// They run with the Maven profile `e2e`, which `./cloister test` switches on.
package dev.cloister.e2e;
