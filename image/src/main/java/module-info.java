/// OCI images: read, flattened, and sealed to a block device.
module dev.cloister.image {
    requires transitive dev.cloister.bytes;
    requires transitive dev.cloister.workload;
    requires com.github.luben.zstd_jni;

    exports dev.cloister.image;
    exports dev.cloister.image.sample;
}
