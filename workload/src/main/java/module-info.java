/// What the owner asks for: the ConfidentialContainer, init-data, the sealed-root descriptor.
module dev.cloister.workload {
    requires transitive dev.cloister.bytes;

    exports dev.cloister.workload;
}
