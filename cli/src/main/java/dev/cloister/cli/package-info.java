/// The one command: each subcommand is one class named after it, and `demo` calls the others as a user would.
///
/// Output for people goes to standard error while work is under way and to standard output when it is a result;
/// with `--json` standard output carries exactly one JSON object. Exit codes: [Exit]. Open [Main] first, then
/// [Protect].
package dev.cloister.cli;
