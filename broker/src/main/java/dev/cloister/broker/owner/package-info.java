/// What the owner may do, over HTTP and with the admin key: store resources, say who gets them, and read what happened.
///
/// {@link dev.cloister.broker.owner.AdminDoor} is in front of everything but the identity;
/// {@link dev.cloister.broker.owner.OwnerRoutes} is the table.
package dev.cloister.broker.owner;
