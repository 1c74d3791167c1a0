/// What this host has for Cloister, what it lacks, and what to do about it. Nothing is changed by looking.
///
/// [Examination] asks, [Diagnosis] is the answer; [Surroundings] is where it looks, so that tests can show it other
/// hosts. What a TEE needs of a host is in docs/host-guide.md.
package dev.cloister.cli.doctor;
