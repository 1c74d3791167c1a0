/// Attacks on what boots: kernel, initrd, command line, firmware, virtual CPUs. The firmware compares what it is given
/// with the measured table of hashes; a table that was made to fit is another measurement.
package dev.cloister.cli.drill.launch;
