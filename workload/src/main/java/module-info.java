/// What the owner asks for: the ConfidentialContainer, init-data, the sealed-root descriptor.
module dev.cloister.workload {
    requires dev.cloister.bytes;
}
