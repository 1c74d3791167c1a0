/// What happened, in order, never changed. {@link dev.cloister.broker.audit.AuditLog} appends entries in the very
/// transaction that does what they tell of; each entry's hash covers the one before, so that a change or a gap shows.
package dev.cloister.broker.audit;
