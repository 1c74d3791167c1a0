/// Chains and boundaries as SVG text, and the proof page.
module dev.cloister.picture {
    requires dev.cloister.bytes;
    requires dev.cloister.evidence;
    requires dev.cloister.workload;
}
