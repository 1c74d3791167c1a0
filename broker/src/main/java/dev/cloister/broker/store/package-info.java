/// The broker's memory: one SQLite file, written by one connection at a time, synced to disk before anything is
/// answered.
///
/// Open {@link dev.cloister.broker.store.Database} first. SQL is plain JDBC with placeholders, in the classes whose
/// rows it is about; {@link dev.cloister.broker.store.Rows} only takes away the ceremony. Flyway, which has no module
/// descriptor, is used in {@link dev.cloister.broker.store.Migration} and nowhere else.
package dev.cloister.broker.store;
