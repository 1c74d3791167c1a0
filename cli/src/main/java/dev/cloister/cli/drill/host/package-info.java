/// Attacks with what every host has: the console, QEMU's monitor, memory, the files and processes of its guests, the
/// clock, the way to the broker. Most share one running guest. The class to open first is [Console].
package dev.cloister.cli.drill.host;
