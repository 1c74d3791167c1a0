package dev.cloister.machine;

import java.util.Set;

/// Why a guest does not run. Code, sentence, remedy and exit code are what a user sees.
public sealed interface Reason {

    /// Where a guest's console is kept.
    String CONSOLE = GuestFolder.CONSOLE_LOG + " of the guest's folder";

    /// Something else listens on this host port.
    record PortTaken(int port) implements Reason {}

    record QemuMissing(String program) implements Reason {}

    /// Older than [HostTools#LEAST_QEMU], or a version that could not be read.
    record QemuTooOld(String version) implements Reason {}

    record ToolMissing(String program, String debianPackage) implements Reason {}

    /// The boot set's files are not what its manifest says, or are no boot set.
    record BootSetDamaged(String detail) implements Reason {}

    record NameTaken(String name) implements Reason {}

    /// The firmware found another blob than the measured one: `kernel`, `initrd`, `cmdline`, `table` where it had
    /// none, or `machine` where that is no q35.
    record BootRefused(String blob) implements Reason {}

    /// dm-verity met a block of the sealed image that is not the one the owner sealed.
    record ImageChanged() implements Reason {}

    record KernelPanic(String line) implements Reason {}

    /// Nothing came from the guest for so long that it counts as hanging.
    ///
    /// @param seconds by the clock
    /// @param computed seconds of processor time that QEMU spent meanwhile
    record NoAgentMessage(long seconds, long computed, String lastLine) implements Reason {}

    /// QEMU ended without a word from firmware, kernel or agent.
    ///
    /// @param status its exit code; 128 and the signal's number where a signal ended it
    record QemuGone(int status, String lastLine) implements Reason {

        private static final int SIGNALLED = 128;
        private static final Set<Integer> CRASHES = Set.of(4, 6, 7, 8, 11); // ILL ABRT BUS FPE SEGV, signal(7)

        private String howItEnded() {
            int signal = status - SIGNALLED;
            String what = signal <= 0
                    ? "QEMU ended with exit code " + status + " without a reason"
                    : (CRASHES.contains(signal) ? "QEMU crashed" : "somebody ended QEMU") + " (signal " + signal + ")";
            return what + "; last line: " + shown(lastLine);
        }

        private String whatHelps() {
            return status == SIGNALLED + 9
                    ? "if nobody did, this host's kernel may have, for want of memory: give the guest less with --memory"
                    : "try again; `cloister bootset build` and a smaller --memory help where QEMU itself cannot start";
        }
    }

    /// This host was asked for an SEV-SNP guest and cannot start one: QEMU's words.
    record SnpUnavailable(String complaint) implements Reason {}

    /// The chip found another launch than the ID block names, or an ID block that it does not accept: QEMU's words.
    record LaunchRefused(String complaint) implements Reason {}

    /// The agent ended the start or the guest: its own code and sentence.
    record AgentEnd(String agentCode, String agentSentence) implements Reason {}

    /// The keeper died without saying why.
    record KeeperGone(String detail) implements Reason {}

    /// A file, socket or process of this host could not be had.
    record HostFailure(String detail) implements Reason {}

    /// Stable, kebab-case.
    default String code() {
        return switch (this) {
            case PortTaken _ -> "port-in-use";
            case QemuMissing _ -> "qemu-missing";
            case QemuTooOld _ -> "qemu-too-old";
            case ToolMissing _ -> "package-missing";
            case BootSetDamaged _ -> "boot-set-damaged";
            case NameTaken _ -> "name-in-use";
            case BootRefused _ -> "boot-refused";
            case ImageChanged _ -> "image-changed";
            case KernelPanic _ -> "kernel-panic";
            case NoAgentMessage _ -> "no-agent-message";
            case QemuGone _ -> "qemu-gone";
            case SnpUnavailable _ -> "snp-unavailable";
            case LaunchRefused _ -> "launch-refused";
            case AgentEnd end -> end.agentCode();
            case KeeperGone _ -> "keeper-gone";
            case HostFailure _ -> "host-failure";
        };
    }

    /// One sentence, with the value that matters.
    default String sentence() {
        return switch (this) {
            case PortTaken taken -> "port " + taken.port() + " of this host is in use";
            case QemuMissing missing -> "there is no QEMU at " + missing.program();
            case QemuTooOld old -> "QEMU " + HostTools.LEAST_QEMU + " or newer is needed, this is " + old.version();
            case ToolMissing missing -> "the program " + missing.program() + " is missing";
            case BootSetDamaged damaged -> "the boot set cannot be used: " + damaged.detail();
            case NameTaken taken -> "there is a guest named " + taken.name() + " already";
            case BootRefused refused -> bootRefused(refused.blob());
            case ImageChanged _ ->
                "a block of the sealed image is not the one that was sealed, so the guest stopped itself";
            case KernelPanic panic -> "the guest's kernel gave up: " + panic.line();
            case NoAgentMessage silence ->
                "nothing came from the guest for " + silence.seconds() + " seconds, of which QEMU computed "
                        + silence.computed() + "; last line: " + shown(silence.lastLine());
            case QemuGone gone -> gone.howItEnded();
            case SnpUnavailable unavailable ->
                "this host starts no SEV-SNP guest (QEMU: " + shown(unavailable.complaint()) + ")";
            case LaunchRefused refused ->
                "the chip refused this launch: it is not the one that the ID block names, or the ID block is not"
                        + " valid (QEMU: " + shown(refused.complaint()) + ")";
            case AgentEnd end -> end.agentSentence();
            case KeeperGone gone -> "the guest's keeper is gone: " + gone.detail();
            case HostFailure failure -> failure.detail();
        };
    }

    /// What to do about it; empty where only its owner knows.
    default String remedy() {
        return switch (this) {
            case PortTaken _ -> "publish another one with -p";
            case QemuMissing _ -> "`cloister bootset build` fetches one";
            case QemuTooOld _ -> "`cloister bootset build` fetches a newer one";
            case ToolMissing missing -> "it is in the Debian package " + missing.debianPackage();
            case BootSetDamaged _ ->
                "remove its folder, which `cloister bootset build` names; the next start makes it anew";
            case NameTaken taken ->
                "`cloister stop --rm " + taken.name() + "` ends and removes it, --name gives the new one another name";
            case BootRefused _ ->
                "start it with the boot set and the QEMU that `cloister bootset build` names, both unchanged";
            case ImageChanged _ -> "get the sealed image again from whoever sealed it, or protect it anew";
            case KernelPanic _ -> "give the guest more memory with --memory; its whole console is in " + CONSOLE;
            case NoAgentMessage _ -> "try again when this host has less to do; the guest's console is in " + CONSOLE;
            case QemuGone gone -> gone.whatHelps();
            case SnpUnavailable _ ->
                "`cloister doctor` says what is missing, `--backend emulated` runs without protection";
            case LaunchRefused _ -> "sign an ID block for this boot set and this many processors, or leave it out";
            case AgentEnd end -> AgentCode.remedy(end.agentCode());
            case KeeperGone _ -> "start it again; what the keeper said is in keeper.log of the guest's folder";
            case HostFailure _ ->
                "mend that, then start it again; what else was said is in keeper.log of the guest's folder";
        };
    }

    /// 1 refused, 2 undecided, 64 usage, 69 something needed is missing or unreachable, 70 our bug.
    default int exitCode() {
        return switch (this) {
            case BootRefused _ -> 1;
            case ImageChanged _ -> 1;
            case LaunchRefused _ -> 1;
            case AgentEnd end -> AgentCode.exitCode(end.agentCode());
            case NameTaken _ -> 64;
            case PortTaken _ -> 69;
            case QemuMissing _ -> 69;
            case QemuTooOld _ -> 69;
            case ToolMissing _ -> 69;
            case BootSetDamaged _ -> 69;
            case NoAgentMessage _ -> 69;
            case QemuGone _ -> 69;
            case SnpUnavailable _ -> 69;
            case HostFailure _ -> 69;
            case KernelPanic _ -> 70;
            case KeeperGone _ -> 70;
        };
    }

    private static String bootRefused(String blob) {
        return switch (blob) {
            case "table" -> "the firmware refused to boot: it was given no table of measured hashes";
            case "machine" -> "the firmware refused to boot: this is not the kind of machine that it describes";
            case "acpi" -> "the firmware refused to boot: it has no tables for this machine's processors";
            default -> "the firmware refused to boot: the " + blob + " is not the measured one";
        };
    }

    private static String shown(String line) {
        return line.isEmpty() ? "(none)" : line;
    }
}
