/// What guest and broker say to each other: KBS messages, the signed channel, JWE.
module dev.cloister.protocol {
    requires transitive dev.cloister.bytes;

    exports dev.cloister.protocol;
    exports dev.cloister.protocol.guest;
    exports dev.cloister.protocol.jose;
    exports dev.cloister.protocol.log;
}
