/// The shape of the house, checked: who may use whom, how things are named, how large they may grow.
///
/// `TidyTest` runs every rule on this checkout; the other tests prove, on small sources compiled in memory, that
/// each rule fires. Only the JDK's class-file and compiler-tree interfaces are used. Open `TidyTest` first.
package dev.cloister.tidy;
