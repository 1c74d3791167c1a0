/// What tests of several modules share and no program uses: the loop over a catalogue of vectors, and every
/// way to damage a good file.
///
/// A catalogue is a folder with `catalog.json` and the files that it names. What its words ask for is the
/// business of the module whose tests run the loop.
package dev.cloister.vectors;
