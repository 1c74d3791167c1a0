package dev.cloister.broker.release;

import dev.cloister.evidence.Gap;
import dev.cloister.evidence.appraisal.Finding;
import dev.cloister.workload.ResourcePath;
import java.util.List;

/// The answer to: may this guest have this resource?
public sealed interface Decision {
    /// Yes, under this policy.
    record Granted(Grant.Appraised grant, ReleasePolicies.Stored policy) implements Decision {}

    /// Yes, to the sample attester, under this policy.
    record GrantedForTrial(Grant.ForTrial grant, ReleasePolicies.Stored policy) implements Decision {}

    /// No, and here is every reason found.
    record Denied(List<Finding> findings, ReleasePolicies.Stored policy) implements Decision {}

    /// No, as the policy does not admit such clients, whatever the evidence says.
    ///
    /// @param otherwise what would be said to the agent with the same evidence; for the owner to see it all
    /// at once
    record NotAdmitted(ResourcePath path, Client client, List<Client> admitted, List<Decision> otherwise)
            implements Decision {}

    /// No, as nobody has said who may.
    record NoPolicy(ResourcePath path) implements Decision {}

    /// Cannot tell; never treated as yes.
    record Open(List<Gap> gaps) implements Decision {}
}
