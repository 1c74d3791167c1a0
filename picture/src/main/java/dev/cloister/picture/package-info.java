/// What people look at: the proof page, which lists every check with the value it was made on, and the drawing of
/// a chain from its root to the claims.
///
/// Pages are single files without scripts, fonts or pictures from elsewhere, so that they can be kept, sent
/// and read in ten years. {@link dev.cloister.picture.ProofPage} is the one to open first. Every text is
/// taken for hostile: it may come from a host.
package dev.cloister.picture;
