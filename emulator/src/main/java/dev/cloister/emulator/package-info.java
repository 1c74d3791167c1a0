/// A security processor that is a program: it signs SEV-SNP attestation reports of the real format with a VCEK that
/// a vendor root of this machine's own issued. Names, chip id and organisation say EMULATED, and no shipped policy
/// trusts that root.
///
/// It protects nothing: whoever owns the folder of [dev.cloister.emulator.EmulatedVendor] can sign anything.
///
/// Formats: AMD 56860 (report), AMD 57230 (certificates), AMD 56421 (certificate table). Open
/// [dev.cloister.emulator.EmulatedVendor] first.
package dev.cloister.emulator;
