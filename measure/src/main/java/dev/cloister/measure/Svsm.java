package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.List;

/// Coconut's SVSM as QEMU loads it: below the firmware's variable store, which lies below the firmware.
///
/// @param image whole pages of 4096 bytes
/// @param gpa where the image begins in guest memory
/// @param startEip where every virtual CPU starts
public record Svsm(Bytes image, long gpa, List<Section> sections, long startEip) {
    private static final String STRUCTURE = "Svsm";

    public Svsm {
        sections = List.copyOf(sections);
    }

    /// Reads the GUIDed table at the image's end, as in a firmware, for the start address and the metadata.
    ///
    /// @param firmware what lies above the variable store; this SVSM fits no other
    /// @param varsSizeBytes length of the variable store's file (OVMF_VARS), whole pages
    public static Svsm parse(byte[] image, Firmware firmware, long varsSizeBytes) throws Malformed {
        Firmware.checkSize(STRUCTURE, image.length);
        if (varsSizeBytes < 0 || varsSizeBytes > Firmware.MAX_SIZE || varsSizeBytes % LaunchDigest.PAGE_SIZE != 0) {
            throw new IllegalArgumentException("a variable store is whole pages up to 16 MiB, not " + varsSizeBytes);
        }
        GuidTable table = GuidTable.parse(STRUCTURE, image);
        long gpa = firmware.gpa() - varsSizeBytes - image.length;
        List<Section> sections = SevMetadata.parse(STRUCTURE, image, table.metadataOffset(), gpa);
        long launchOffset = table.svsmLaunchOffset();
        if (launchOffset >= image.length) {
            throw table.bad("svsm_info", "starts at " + launchOffset + ", outside of " + image.length + " bytes");
        }
        return new Svsm(Bytes.of(image), gpa, sections, gpa + launchOffset);
    }

    long end() {
        return gpa + image.length();
    }
}
