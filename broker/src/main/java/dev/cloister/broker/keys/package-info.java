/// The broker's own keys, and how everything secret rests.
///
/// {@link dev.cloister.broker.keys.MasterKey} seals; {@link dev.cloister.broker.keys.SigningKey} is one P-256 key pair;
/// {@link dev.cloister.broker.keys.HomeKeys} says which there are: the root key that init-data pins, the statement key
/// that the root key vouches for (guest-broker-channel 2.3), and the owner's admin key, kept in a file for the owner's
/// own tools.
package dev.cloister.broker.keys;
