/// Plays the vendor's chip: real formats, real chains, and a root that says it is emulated.
package dev.cloister.emulator;
