package dev.cloister.broker.release;

import dev.cloister.evidence.Gap;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.workload.ResourcePath;
import java.util.List;

/// The answer to: may this guest have this resource?
public sealed interface Decision {
    /// Yes, under this policy.
    record Granted(Grant grant, ReleasePolicies.Stored policy) implements Decision {}

    /// No, and here is every reason found.
    record Denied(List<Finding> findings) implements Decision {}

    /// No, as nobody has said who may.
    record NoPolicy(ResourcePath path) implements Decision {}

    /// Cannot tell; never treated as yes.
    record Open(List<Gap> gaps) implements Decision {}
}
