/// A boot set as its manifest tells it: what it was made from, why two of them differ, and its bill of materials.
/// Nothing here builds or measures. Open [Manifest] first.
package dev.cloister.cli.bootset;
