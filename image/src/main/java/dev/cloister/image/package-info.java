/// OCI images: read, flattened, and sealed to a block device.
package dev.cloister.image;
