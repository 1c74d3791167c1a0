/// What guest and broker say to each other: KBS messages, the signed channel, JWE.
module dev.cloister.protocol {
    requires dev.cloister.bytes;
    requires dev.cloister.evidence;
}
