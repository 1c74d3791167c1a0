/// One command for all of it.
module dev.cloister.cli {
    requires dev.cloister.bytes;
    requires dev.cloister.evidence;
    requires dev.cloister.measure;
    requires dev.cloister.protocol;
    requires dev.cloister.workload;
    requires dev.cloister.image;
    requires dev.cloister.picture;
    requires dev.cloister.emulator;
    requires dev.cloister.machine;
    requires com.github.luben.zstd_jni;
    requires info.picocli;
    requires org.snakeyaml.engine;
    requires java.net.http;

    // The command line is read into fields.
    opens dev.cloister.cli to
            info.picocli;
}
