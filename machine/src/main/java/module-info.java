/// Starts TEEs on this host.
module dev.cloister.machine {
    requires transitive dev.cloister.bytes;
    requires transitive dev.cloister.measure;
    requires dev.cloister.emulator;

    exports dev.cloister.machine;
    exports dev.cloister.machine.host;
}
