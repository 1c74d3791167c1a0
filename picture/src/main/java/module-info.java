/// Chains and boundaries as SVG text, and the proof page.
module dev.cloister.picture {
    requires transitive dev.cloister.bytes;
    requires transitive dev.cloister.evidence;
    requires transitive dev.cloister.workload;

    exports dev.cloister.picture;
}
