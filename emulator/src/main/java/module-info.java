/// Plays the vendor's chip: real formats, real chains, and a root that says it is emulated.
module dev.cloister.emulator {
    requires transitive dev.cloister.bytes;
    requires transitive dev.cloister.evidence;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;

    exports dev.cloister.emulator;
}
