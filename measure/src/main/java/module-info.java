/// What hardware will say: launch digests and MRENCLAVE, predicted before boot.
module dev.cloister.measure {
    requires transitive dev.cloister.bytes;

    exports dev.cloister.measure;
    exports dev.cloister.measure.sgx;
}
