/// What hardware will say: launch digests, predicted before boot.
module dev.cloister.measure {
    requires dev.cloister.bytes;
    requires dev.cloister.evidence;
}
