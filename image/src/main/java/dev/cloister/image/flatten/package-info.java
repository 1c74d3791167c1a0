/// Layers laid over each other as the OCI image specification, "Filesystem Layer", says, without a file
/// system: the tree lives in memory, contents in one unnamed temporary file.
///
/// {@link dev.cloister.image.flatten.Tree} takes layers from the lowest to the highest and hands out one
/// sorted archive. Nothing in a layer can name a place outside of the tree, as there is none.
package dev.cloister.image.flatten;
