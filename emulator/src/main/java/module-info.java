/// Plays the vendor's chip: real formats, real chains, and a root that says it is emulated.
module dev.cloister.emulator {
    requires dev.cloister.bytes;
    requires dev.cloister.evidence;
    requires dev.cloister.measure;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
}
