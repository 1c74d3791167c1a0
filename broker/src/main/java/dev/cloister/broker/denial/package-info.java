/// A no, as the owner gets it: every reason found, each with what was expected, what was got, where it
/// comes from and what would change it, under the number that the guest was told.
///
/// {@link dev.cloister.broker.denial.Denials#open} writes one down; {@link
/// dev.cloister.broker.denial.Reasons} finds the words. Whoever asked hears a code and the number, never a
/// reason.
package dev.cloister.broker.denial;
