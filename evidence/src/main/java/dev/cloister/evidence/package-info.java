/// Is a hardware statement genuine?
///
/// {@link dev.cloister.evidence.Evidence} is what was parsed, {@link dev.cloister.evidence.Verifier} answers
/// with a {@link dev.cloister.evidence.Verification}: yes, no with every {@link dev.cloister.evidence.Flaw}, or
/// cannot tell with every {@link dev.cloister.evidence.Gap}. Only the verifier makes a yes. Words as in RFC
/// 9334. Whether genuine evidence is acceptable is another question and another package, `appraisal`. Open
/// `Verifier` first.
package dev.cloister.evidence;
