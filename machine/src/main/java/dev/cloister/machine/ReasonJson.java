package dev.cloister.machine;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;

/// A [Reason] as the keeper writes it for others to read.
final class ReasonJson {

    private ReasonJson() {}

    static JsonObject write(Reason reason) {
        JsonObject.Builder json = Json.object();
        switch (reason) {
            case Reason.PortTaken taken -> json.put("kind", "port-taken").put("port", taken.port());
            case Reason.QemuMissing missing -> json.put("kind", "qemu-missing").put("program", missing.program());
            case Reason.QemuTooOld old -> json.put("kind", "qemu-too-old").put("version", old.version());
            case Reason.ToolMissing missing ->
                json.put("kind", "tool-missing")
                        .put("program", missing.program())
                        .put("package", missing.debianPackage());
            case Reason.BootSetDamaged damaged ->
                json.put("kind", "boot-set-damaged").put("detail", damaged.detail());
            case Reason.NameTaken taken -> json.put("kind", "name-taken").put("name", taken.name());
            case Reason.BootRefused refused -> json.put("kind", "boot-refused").put("blob", refused.blob());
            case Reason.ImageChanged _ -> json.put("kind", "image-changed");
            case Reason.KernelPanic panic -> json.put("kind", "kernel-panic").put("line", panic.line());
            case Reason.NoAgentMessage silence ->
                json.put("kind", "no-agent-message")
                        .put("seconds", silence.seconds())
                        .put("computed", silence.computed())
                        .put("line", silence.lastLine());
            case Reason.QemuGone gone ->
                json.put("kind", "qemu-gone").put("exit", gone.status()).put("line", gone.lastLine());
            case Reason.SnpUnavailable unavailable ->
                json.put("kind", "snp-unavailable").put("line", unavailable.complaint());
            case Reason.LaunchRefused refused ->
                json.put("kind", "launch-refused").put("line", refused.complaint());
            case Reason.AgentEnd end ->
                json.put("kind", "agent-end").put("code", end.agentCode()).put("sentence", end.agentSentence());
            case Reason.KeeperGone gone -> json.put("kind", "keeper-gone").put("detail", gone.detail());
            case Reason.HostFailure failure -> json.put("kind", "host-failure").put("detail", failure.detail());
        }
        return json.build();
    }

    static Reason read(JsonFields json) throws Malformed {
        String kind = json.text("kind");
        Reason reason = switch (kind) {
            case "port-taken" -> new Reason.PortTaken((int) json.number("port", 1, 65535));
            case "qemu-missing" -> new Reason.QemuMissing(json.text("program"));
            case "qemu-too-old" -> new Reason.QemuTooOld(json.text("version"));
            case "tool-missing" -> new Reason.ToolMissing(json.text("program"), json.text("package"));
            case "boot-set-damaged" -> new Reason.BootSetDamaged(json.text("detail"));
            case "name-taken" -> new Reason.NameTaken(json.text("name"));
            case "boot-refused" -> new Reason.BootRefused(json.text("blob"));
            case "image-changed" -> new Reason.ImageChanged();
            case "kernel-panic" -> new Reason.KernelPanic(json.text("line"));
            case "no-agent-message" ->
                new Reason.NoAgentMessage(json.number("seconds"), json.number("computed"), json.text("line"));
            case "qemu-gone" -> new Reason.QemuGone((int) json.number("exit"), json.text("line"));
            case "snp-unavailable" -> new Reason.SnpUnavailable(json.text("line"));
            case "launch-refused" -> new Reason.LaunchRefused(json.text("line"));
            case "agent-end" -> new Reason.AgentEnd(json.text("code"), json.text("sentence"));
            case "keeper-gone" -> new Reason.KeeperGone(json.text("detail"));
            case "host-failure" -> new Reason.HostFailure(json.text("detail"));
            default -> throw json.bad("kind", "unknown kind " + kind);
        };
        json.end();
        return reason;
    }
}
