/// What this host has for guests: whether KVM runs one, whether SEV-SNP is on, and how its processor encrypts memory.
/// Nothing here is needed to stay with a guest once it has started.
package dev.cloister.machine.host;
