package dev.cloister.machine;

/// What is to be made of the code with which a guest says why it ended: its init's and its agent's own, and those of
/// the broker that its agent passes on. The guest is measured, so its word counts; a code that is not known here is
/// taken for a refusal.
final class AgentCode {

    private AgentCode() {}

    /// As [Reason#exitCode].
    static int exitCode(String code) {
        return switch (code) {
            case "undecided" -> 2;
            case "no-answer", "no-network", "no-clock", "no-memory", "busy" -> 69;
            case "agent-bug", "agent-gone" -> 70;
            default -> 1;
        };
    }

    /// As [Reason#remedy].
    static String remedy(String code) {
        return switch (code) {
            case "no-answer" ->
                "see that the broker runs and that this host reaches it (`cloister broker serve` serves this home), then"
                        + " start the guest again";
            case "busy" -> "start it again when the broker has less to do";
            case "not-signed", "bad-answer", "version" ->
                "with --broker name the one that the image was protected with; another program answers there, or another"
                        + " version of it";
            case "not-authentic", "audience", "session" ->
                "with --broker name the one that the image was protected with; if it is, something on the way to it"
                        + " changes its answers";
            case "undecided" ->
                "the broker lacks something that it decides with, such as a revocation list: its log says what";
            case "refused", "denied", "invalid", "revoked" ->
                "the image's owner finds every reason at the broker, under that case";
            case "old-resource" -> "store the newer version at that broker, or protect the image anew";
            case "no-evidence", "no-report", "wrong-report", "weak-random" ->
                "`cloister doctor` says what this host has; the guest's console is in " + Reason.CONSOLE;
            case "no-init-data",
                    "several-init-data",
                    "bad-init-data-device",
                    "init-data-mismatch",
                    "no-sealed-root",
                    "several-sealed-roots",
                    "bad-sealed-root" ->
                "start it with `cloister run`, which gives a guest what belongs to its image and nothing else";
            case "bad-init-data", "bad-image-key" -> "protect the image anew, with this version of Cloister";
            case "image-not-opened" -> "get the sealed image again from whoever sealed it, or protect it anew";
            case "bad-image-config", "container-not-started" -> "`cloister logs` tells the image's owner";
            case "no-memory" -> "give it more with --memory";
            case "no-lockdown" -> "start it with the boot set that `cloister bootset build` names, unchanged";
            case "no-network", "no-clock", "agent-bug", "agent-gone" ->
                "start it again; if that helps nothing, report it together with " + Reason.CONSOLE;
            default -> "";
        };
    }
}
