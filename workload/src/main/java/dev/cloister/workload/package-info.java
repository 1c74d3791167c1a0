/// What the owner asks for, as values: the ConfidentialContainer that people write, the init-data that the
/// hardware signs (specs guest-broker-channel 2.2, initdata-and-workload-policy 1), and the descriptor of a
/// sealed root (design 5).
///
/// Everything here is read strictly: an unknown table or member is an error with its line and column, because
/// a typing error must not weaken anything. Start with [InitData].
package dev.cloister.workload;
