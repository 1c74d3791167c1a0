package dev.cloister.machine;

import java.util.Optional;
import java.util.regex.Pattern;

/// What QEMU prints when it cannot start an SEV-SNP guest (its target/i386/sev.c and target/i386/kvm/kvm.c).
final class SnpComplaint {

    /// The last command of a launch, where the chip compares it with the ID block.
    private static final String LAUNCH_FINISH = "SNP_LAUNCH_FINISH";

    private static final Pattern ABOUT_SNP =
            Pattern.compile("\\bSEV|\\bsev_|SNP\\b|\\bKVM\\b|\\bkvm\\b|cbitpos|phys-bits");

    private SnpComplaint() {}

    /// By the first line that is about SEV or KVM: the later ones are its consequences. Empty where none is.
    static Optional<Reason> reason(String complaints) {
        return complaints
                .lines()
                .filter(line -> !line.contains("warning:"))
                .map(line -> ConsoleText.clean(line.replaceFirst("^\\S*qemu-system-x86_64: ", "")))
                .filter(line -> ABOUT_SNP.matcher(line).find())
                .findFirst()
                .map(line -> line.contains(LAUNCH_FINISH)
                        ? new Reason.LaunchRefused(line)
                        : new Reason.SnpUnavailable(line));
    }
}
