/// Is genuine evidence acceptable?
///
/// A {@link dev.cloister.evidence.appraisal.TrustPolicy} has a rule for every {@link
/// dev.cloister.evidence.appraisal.Requirement}: leaving one out is malformed, accepting anything must be
/// written. {@link dev.cloister.evidence.appraisal.Appraisal} applies it and the reference values, and
/// answers with a {@link dev.cloister.evidence.appraisal.Verdict}. Only the appraisal makes a yes. Open
/// `Appraisal` first.
package dev.cloister.evidence.appraisal;
