/// A bundle: everything that a machine without network needs to build and run Cloister, in one file. It is a tar
/// archive
/// whose bytes follow from its manifest: the manifest first, then each file under its SHA-256. Start at [Contents].
package dev.cloister.cli.bundle;
