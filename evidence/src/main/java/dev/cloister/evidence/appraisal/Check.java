package dev.cloister.evidence.appraisal;

/// One line of what was checked, for people: `value` is what was found, `expected` what was wanted, `source`
/// where the value comes from. `code` is that of the finding, or of the flaw, that a failure is.
public record Check(String code, String title, String value, String expected, boolean passed, String source) {}
