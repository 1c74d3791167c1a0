/// Whole flows, run as a user runs them: `./cloister` as a process, in a home of its own, against real virtual
/// machines with emulated hardware. Nothing here calls the product's classes. Open `Home` first.
///
/// They run with the Maven profile `e2e`, which `./cloister test` switches on.
package dev.cloister.e2e;
