/// What hardware will say: launch digests, predicted before boot.
module dev.cloister.measure {
    requires transitive dev.cloister.bytes;

    exports dev.cloister.measure;
}
