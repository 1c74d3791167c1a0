/// The folder form of OCI images and artifacts (OCI image specification 1.1, "Image Layout") as far as
/// reading and writing have it in common: descriptors, and a writer that puts each blob where its digest
/// says.
package dev.cloister.image.layout;
