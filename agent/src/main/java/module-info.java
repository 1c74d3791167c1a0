/// In the guest: attests, unlocks the image, runs the container.
module dev.cloister.agent {
    requires dev.cloister.bytes;
    requires dev.cloister.evidence;
    requires dev.cloister.protocol;
    requires dev.cloister.workload;
}
