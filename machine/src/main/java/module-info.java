/// Starts TEEs on this host.
module dev.cloister.machine {
    requires dev.cloister.bytes;
    requires dev.cloister.measure;
    requires dev.cloister.emulator;
    requires dev.cloister.workload;
}
