/// The encrypted block device inside a sealed root: AES-XTS in the form of dm-crypt, and the place of the
/// dm-verity tree over it.
///
/// {@link dev.cloister.image.block.SealedBlob} describes the whole blob byte by byte, for those who open it.
package dev.cloister.image.block;
