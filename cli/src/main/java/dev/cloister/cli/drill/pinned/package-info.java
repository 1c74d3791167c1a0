/// Attacks on what the owner pinned: the sealed image and init-data. The image's root hash is in init-data, and the
/// digest of init-data is where the hardware signs it.
package dev.cloister.cli.drill.pinned;
