/// OCI images read from folders and archives, and sealed: made into one encrypted block device that a guest
/// opens by mapping it, so that its start does not grow with the image.
///
/// Follows the OCI image specification 1.1 and the archive form of `docker save`. Everything read is held
/// against its digest. {@link dev.cloister.image.Image#open} reads, {@link dev.cloister.image.Sealer#seal}
/// seals, and {@link dev.cloister.image.SealedArtifact#open} tells a sealed image from one that nobody has
/// protected.
package dev.cloister.image;
