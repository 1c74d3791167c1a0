/// What hardware will say: launch digests, predicted before boot, and the ID blocks that bind a guest to one.
///
/// AMD SEV-SNP: `Firmware` reads an OVMF image, `KernelHashes` what it boots, `SnpLaunch` (open this first)
/// puts them together as QEMU, EC2 or GCE would and gives MEASUREMENT; `SvsmLaunch` does so for Coconut's
/// SVSM. Formats: AMD 56860 (SNP_LAUNCH_UPDATE, SNP_LAUNCH_FINISH), AMD64 APM volume 2 appendix B, edk2's
/// `OvmfSevMetadata.asm`, QEMU's `target/i386/sev.c`.
package dev.cloister.measure;
