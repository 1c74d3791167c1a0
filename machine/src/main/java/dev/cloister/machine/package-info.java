/// Starts TEEs on this host.
package dev.cloister.machine;
