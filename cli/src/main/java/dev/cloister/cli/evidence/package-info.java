/// What `cloister evidence` does: hold one piece of evidence against a trust policy and what the reader expects,
/// and say so to people, to programs and as a drawing.
///
/// Judging is the evidence library's; here is the question ({@link dev.cloister.cli.evidence.Question}), its answer
/// and the answer's three forms. Open {@link dev.cloister.cli.evidence.Answer} first.
package dev.cloister.cli.evidence;
