/// Attacks with evidence: another's, an earlier one's, of a chip or launch that the owner's policy does not accept. No
/// VM is needed: the host's own program plays the guest, with the agent's own half of the channel.
package dev.cloister.cli.drill.evidence;
