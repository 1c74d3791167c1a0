/// What the broker remembers of guests: {@link dev.cloister.broker.archive.Activations} of those it trusts, with all
/// that they were judged by, and {@link dev.cloister.broker.archive.Cases} of why others were not.
package dev.cloister.broker.archive;
