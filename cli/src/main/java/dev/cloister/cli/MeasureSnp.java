package dev.cloister.cli;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.Malformed;
import dev.cloister.cli.measure.LaunchFiles;
import dev.cloister.cli.measure.Numbers;
import dev.cloister.measure.SnpLaunch;
import dev.cloister.measure.VcpuType;
import dev.cloister.measure.Vmm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `cloister measure snp`: the launch measurement of an SEV-SNP guest.
@Command(
        name = "snp",
        description = "the launch measurement (MEASUREMENT) of an SEV-SNP guest, as 96 hex digits",
        footer = {"", "Example:", "  cloister measure snp --firmware OVMF.fd --kernel vmlinuz --initrd initrd"})
final class MeasureSnp implements Callable<Integer> {
    private static final int DIGEST_LENGTH = 48;

    @ParentCommand
    private MeasureCommand parent;

    @Spec
    private CommandSpec spec;

    @Option(names = "--firmware", required = true, paramLabel = "FILE", description = "OVMF image")
    private Path firmware;

    @Option(
            names = "--firmware-digest",
            paramLabel = "HEX",
            description = "launch digest of the image's own pages, if known: they are not hashed again")
    private Optional<String> firmwareDigest = Optional.empty();

    @Option(names = "--kernel", paramLabel = "FILE", description = "kernel, as it is given to QEMU")
    private Optional<Path> kernel = Optional.empty();

    @Option(names = "--initrd", paramLabel = "FILE", description = "initrd of the kernel")
    private Optional<Path> initrd = Optional.empty();

    @Option(names = "--cmdline", paramLabel = "TEXT", description = "command line of the kernel (default: empty)")
    private Optional<String> cmdline = Optional.empty();

    @Option(
            names = "--vcpus",
            paramLabel = "N",
            defaultValue = "1",
            description = "number of virtual CPUs (default: ${DEFAULT-VALUE})")
    private int vcpus;

    @Option(names = "--vcpu-type", paramLabel = "NAME", description = "QEMU's name of the virtual CPU, as EPYC-Milan")
    private Optional<String> vcpuType = Optional.empty();

    @Option(
            names = "--vcpu-signature",
            paramLabel = "SIGNATURE",
            description = "or its CPUID signature, as 0xa00f11 or as FAMILY,MODEL,STEPPING")
    private Optional<String> vcpuSignature = Optional.empty();

    @Option(
            names = "--features",
            paramLabel = "BITS",
            defaultValue = "0x1",
            description =
                    "SEV_FEATURES of the virtual CPUs (default: ${DEFAULT-VALUE}, SNP alone; 0x21 with debug swap)")
    private String features;

    @Option(
            names = "--vmm",
            paramLabel = "qemu|ec2|gce",
            defaultValue = "qemu",
            description = "who starts the guest (default: ${DEFAULT-VALUE})")
    private Vmm vmm;

    @Option(names = "--svsm", paramLabel = "FILE", description = "Coconut SVSM image that QEMU starts first")
    private Optional<Path> svsm = Optional.empty();

    @Option(
            names = "--vars-size",
            paramLabel = "BYTES",
            description = "with --svsm: length of the firmware's variable store")
    private Optional<String> varsSize = Optional.empty();

    @Override
    public Integer call() throws IOException, Malformed {
        LaunchFiles files = new LaunchFiles(
                firmware,
                firmwareDigest.map(text -> hex("--firmware-digest", text)),
                kernelFiles(),
                svsmFile(),
                new LaunchFiles.Vcpus(vmm, vcpuCount(), signature(), number("--features", features)));
        LaunchFiles.Prediction prediction = files.predict();
        Screen screen = parent.screen();
        screen.say(prediction.measurement().hex());
        if (screen.json()) {
            screen.json(Json.object()
                    .put("measurement", prediction.measurement().hex())
                    .put("firmwareDigest", prediction.firmwareDigest().hex())
                    .put("vmm", vmm.name().toLowerCase(Locale.ROOT))
                    .put("vcpus", vcpus)
                    .put("features", features)
                    .build()
                    .pretty());
        }
        return Exit.DONE;
    }

    private Optional<LaunchFiles.Kernel> kernelFiles() {
        if (kernel.isEmpty() && (initrd.isPresent() || cmdline.isPresent())) {
            throw usage("--initrd and --cmdline need --kernel");
        }
        return kernel.map(file -> new LaunchFiles.Kernel(file, initrd, cmdline.orElse("")));
    }

    private Optional<LaunchFiles.SvsmFile> svsmFile() {
        if (svsm.isPresent() != varsSize.isPresent()) {
            throw usage("--svsm and --vars-size need each other");
        }
        if (svsm.isEmpty()) {
            return Optional.empty();
        }
        boolean plain = vmm == Vmm.QEMU && kernel.isEmpty() && number("--features", features) == SnpLaunch.SNP_ACTIVE;
        if (!plain) {
            throw usage("with --svsm there is QEMU only, with features 0x1 and no measured kernel");
        }
        long size = number("--vars-size", varsSize.orElseThrow());
        if (size < 0 || size > 16 << 20 || size % 4096 != 0) {
            throw usage("--vars-size needs whole pages of 4096 bytes up to 16 MiB, not " + size);
        }
        return Optional.of(new LaunchFiles.SvsmFile(svsm.get(), size));
    }

    private int vcpuCount() {
        if (vcpus < 1 || vcpus > SnpLaunch.MAX_VCPUS) {
            throw usage("--vcpus needs 1 to " + SnpLaunch.MAX_VCPUS + ", not " + vcpus);
        }
        return vcpus;
    }

    /// EC2 and GCE measure none.
    private int signature() {
        if (vcpuType.isPresent() && vcpuSignature.isPresent()) {
            throw usage("--vcpu-type or --vcpu-signature, not both");
        }
        if (vcpuType.isPresent()) {
            return VcpuType.named(vcpuType.get())
                    .orElseThrow(() -> usage("--vcpu-type knows " + String.join(", ", VcpuType.names()) + ", not "
                            + vcpuType.get() + "; --vcpu-signature takes any"))
                    .signature();
        }
        if (vcpuSignature.isPresent()) {
            return Numbers.vcpuSignature(vcpuSignature.get())
                    .orElseThrow(() -> usage(
                            "--vcpu-signature needs 32 bits or FAMILY,MODEL,STEPPING, not " + vcpuSignature.get()));
        }
        if (vmm == Vmm.QEMU) {
            throw usage("QEMU's measurement depends on the virtual CPU: name it with --vcpu-type or --vcpu-signature");
        }
        return 0;
    }

    private Bytes hex(String option, String text) {
        return Numbers.hex(text, DIGEST_LENGTH)
                .orElseThrow(() -> usage(option + " needs " + 2 * DIGEST_LENGTH + " hex digits"));
    }

    private long number(String option, String text) {
        return Numbers.number(text).orElseThrow(() -> usage(option + " needs a number, not " + text));
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
