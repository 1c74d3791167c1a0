/// The channel's cryptography by the guest's own libcrypto (OpenSSL 3), which is in the initrd for cryptsetup
/// anyway: in the emulated guest the JDK's first elliptic-curve operation and its provider machinery cost more
/// than the rest of the agent together.
///
/// One downcall shape, `long f(long × 6)`, serves every function: the System V calling convention lets surplus
/// integer arguments pass unread. No function with seven arguments or a floating-point one may be called. Start
/// with {@link dev.cloister.agent.libcrypto.Libcrypto}.
package dev.cloister.agent.libcrypto;
