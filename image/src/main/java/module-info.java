/// OCI images: read, flattened, and sealed to a block device.
module dev.cloister.image {
    requires dev.cloister.bytes;
    requires dev.cloister.workload;
    requires org.apache.commons.compress;
    requires com.github.luben.zstd_jni;
}
