/// Guests on this host: started, watched, stopped, found again.
///
/// The one back end is `emulated-vm`: QEMU 10 or newer in software (TCG; KVM is never used, as a guest without
/// memory encryption gains no protection from it, and a KVM that opens but runs nothing is a known trap), with the
/// firmware, kernel and initrd of a boot set, and an emulated chip that measures the very bytes given to QEMU.
///
/// Each guest has a keeper, a process of its own that holds QEMU, the chip's port and the way to the broker, and
/// ends with the guest. Everything that keeps a guest from running is a [dev.cloister.machine.Reason]. Open
/// [dev.cloister.machine.Guests] first, then [dev.cloister.machine.Keeper].
package dev.cloister.machine;
