/// What guest and broker say to each other: KBS messages, the signed channel, JWE.
package dev.cloister.protocol;
