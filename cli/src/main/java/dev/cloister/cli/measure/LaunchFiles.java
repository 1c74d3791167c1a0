package dev.cloister.cli.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.measure.Firmware;
import dev.cloister.measure.KernelHashes;
import dev.cloister.measure.SnpLaunch;
import dev.cloister.measure.Svsm;
import dev.cloister.measure.SvsmLaunch;
import dev.cloister.measure.Vmm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The files that a launch is predicted from, and the launch.
///
/// @param firmwareDigest what the firmware's own pages gave before, if known: they are not hashed again
public record LaunchFiles(
        Path firmware, Optional<Bytes> firmwareDigest, Optional<Kernel> kernel, Optional<SvsmFile> svsm, Vcpus vcpus) {

    /// A measured direct boot; without an initrd its hash is that of nothing.
    public record Kernel(Path file, Optional<Path> initrd, String cmdline) {}

    /// Coconut's SVSM and the length of the variable store above it.
    public record SvsmFile(Path file, long varsSizeBytes) {}

    /// @param signature CPUID leaf 1, EAX
    public record Vcpus(Vmm vmm, int count, int signature, long features) {}

    /// MEASUREMENT, and the digest after the firmware's pages, by which the next prediction is quicker.
    public record Prediction(Bytes measurement, Bytes firmwareDigest) {}

    /// `Malformed` names the file's structure, field and offset; or the kernel, if the firmware cannot measure
    /// one.
    public Prediction predict() throws IOException, Malformed {
        checkNoFolder();
        Firmware parsed =
                firmwareDigest.isPresent() ? Firmware.read(firmware, firmwareDigest.get()) : Firmware.read(firmware);
        Bytes measurement = svsm.isPresent() ? withSvsm(parsed, svsm.get()) : plain(parsed);
        return new Prediction(measurement, parsed.launchDigest());
    }

    private void checkNoFolder() throws IOException {
        Stream<Path> others = Stream.of(
                        kernel.map(Kernel::file), kernel.flatMap(Kernel::initrd), svsm.map(SvsmFile::file))
                .flatMap(Optional::stream);
        Optional<Path> none = Stream.concat(Stream.of(firmware), others)
                .filter(Files::isDirectory)
                .findFirst();
        if (none.isPresent()) {
            throw new IOException(none.get() + " is a folder; name a file");
        }
    }

    private Bytes plain(Firmware parsed) throws IOException, Malformed {
        if (kernel.isPresent() && parsed.hashesTable().isEmpty()) {
            throw new Malformed(
                    firmware.toString(),
                    "metadata",
                    -1,
                    "has no measured page for kernel hashes, so no --kernel can be measured with it");
        }
        Optional<KernelHashes> hashes = Optional.empty();
        if (kernel.isPresent()) {
            hashes = Optional.of(hashes(kernel.get()));
        }
        return new SnpLaunch(vcpus.vmm(), parsed, hashes, vcpus.signature(), vcpus.count(), vcpus.features()).digest();
    }

    private Bytes withSvsm(Firmware parsed, SvsmFile file) throws IOException, Malformed {
        Svsm loaded = Svsm.parse(read(file.file()), parsed, file.varsSizeBytes());
        return new SvsmLaunch(parsed, loaded, vcpus.signature(), vcpus.count()).digest();
    }

    private static KernelHashes hashes(Kernel kernel) throws IOException {
        return KernelHashes.of(kernel.file(), kernel.initrd(), kernel.cmdline());
    }

    private static byte[] read(Path file) throws IOException, Malformed {
        long size = Files.size(file);
        if (size > Firmware.MAX_SIZE) {
            throw new Malformed(file.toString(), "size", size, "must be up to 16 MiB");
        }
        return Files.readAllBytes(file);
    }
}
