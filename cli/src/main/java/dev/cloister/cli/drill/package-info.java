/// The drill: what a host may try with the guests that it runs, each attack a small class that is carried out on the
/// real path, and what stopped it, by the code of the check.
///
/// An attack is one file and one row in [dev.cloister.cli.drill.Attacks], which is the class to open first. The host
/// has the inputs of `machine`, the disks, the network and the processes; it never has the chip.
package dev.cloister.cli.drill;
