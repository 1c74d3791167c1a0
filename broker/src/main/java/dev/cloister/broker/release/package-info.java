/// What leaves, to whom. {@link dev.cloister.broker.release.Resources} keeps the secrets,
/// {@link dev.cloister.broker.release.ReleasePolicies} the one release policy that each has;
/// {@link dev.cloister.broker.release.Grant} is the only thing that opens one, and only an appraisal that ended in
/// trust makes it. A resource without a release policy is never released.
package dev.cloister.broker.release;
