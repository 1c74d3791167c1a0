/// What hardware says, whether it is genuine, and whether it is acceptable.
module dev.cloister.evidence {
    requires dev.cloister.bytes;
}
