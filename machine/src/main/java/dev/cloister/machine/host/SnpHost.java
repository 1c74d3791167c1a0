package dev.cloister.machine.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether this host can start SEV-SNP guests, by what its kernel says; nothing is started.
public final class SnpHost {

    private static final Pattern SEV_SNP = Pattern.compile("(?m)^flags\\s*:.*\\bsev_snp\\b");
    private static final String SEV = "dev/sev";
    private static final String KVM = "dev/kvm";

    private final Path root;

    private SnpHost(Path root) {
        this.root = root;
    }

    /// @param root `/`, or a folder with `proc`, `sys` and `dev` in its place
    public static SnpHost at(Path root) {
        return new SnpHost(root);
    }

    /// What is not there, and what to do about it; the first is the reason of those that follow.
    public record Missing(String sentence, String remedy) {}

    /// Empty where SEV-SNP guests can be started.
    public List<Missing> missing() {
        List<Missing> missing = new ArrayList<>();
        processor().ifPresent(missing::add);
        if (!kvmAllowsSnp()) {
            missing.add(new Missing(
                    "KVM does not offer SEV-SNP (kvm_amd's parameter sev_snp is not Y)",
                    "boot Linux 6.11 or newer with SEV-SNP on in the BIOS and no `kvm_amd.sev_snp=0`"));
        }
        device(SEV, "load the module ccp; the BIOS must have SEV-SNP on").ifPresent(missing::add);
        device(KVM, "load the module kvm_amd; the BIOS must have SVM on").ifPresent(missing::add);
        return missing;
    }

    /// Its processor's, by CPUID, or that of all such processors so far.
    public MemoryEncryption encryption() {
        return Cpuid.read(root, Cpuid.ENCRYPTED_MEMORY)
                .filter(Cpuid::hasSnp)
                .map(leaf -> MemoryEncryption.ofCpuid(leaf.ebx()))
                .orElse(MemoryEncryption.USUAL);
    }

    private Optional<Missing> processor() {
        if (SEV_SNP.matcher(text("proc/cpuinfo")).find()) {
            return Optional.empty();
        }
        boolean able =
                Cpuid.read(root, Cpuid.ENCRYPTED_MEMORY).map(Cpuid::hasSnp).orElse(false);
        return Optional.of(
                able
                        ? new Missing(
                                "the processor has SEV-SNP, but the kernel did not turn it on",
                                "turn SEV-SNP on in the BIOS, give the RMP table its memory, boot with `iommu=nopt`"
                                        + " where `iommu=pt` was set")
                        : new Missing(
                                "the processor shows no SEV-SNP",
                                "use an AMD EPYC 7003 or newer with SEV-SNP on in the BIOS, not a virtual machine"));
    }

    private boolean kvmAllowsSnp() {
        String value = text("sys/module/kvm_amd/parameters/sev_snp").strip().toUpperCase(Locale.ROOT);
        return value.equals("Y") || value.equals("1");
    }

    private Optional<Missing> device(String name, String remedy) {
        Path file = root.resolve(name);
        if (!Files.exists(file)) {
            return Optional.of(new Missing("there is no /" + name, remedy));
        }
        return Files.isReadable(file) && Files.isWritable(file)
                ? Optional.empty()
                : Optional.of(new Missing(
                        "this user may not open /" + name,
                        name.equals(KVM)
                                ? "add the user to the group kvm: usermod -aG kvm USER, then log in again"
                                : "let the group kvm open it: docs/host-guide.md has the udev rule"));
    }

    private String text(String file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }
}
