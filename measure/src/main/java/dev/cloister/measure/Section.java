package dev.cloister.measure;

/// One region of guest memory that the firmware's SEV metadata asks to be measured, in the metadata's order.
public record Section(long gpa, long sizeBytes, Kind kind) {

    /// Section types of edk2's `OvmfSevMetadata.asm`, with the type numbers stored there.
    public enum Kind {
        SNP_SEC_MEM(1),
        SNP_SECRETS(2),
        CPUID(3),
        SVSM_CAA(4),
        SNP_KERNEL_HASHES(0x10);

        private final long number;

        Kind(long number) {
            this.number = number;
        }

        long number() {
            return number;
        }

        /// Is it one page by definition, and not a range?
        boolean onePage() {
            return switch (this) {
                case SNP_SECRETS, CPUID, SNP_KERNEL_HASHES -> true;
                case SNP_SEC_MEM, SVSM_CAA -> false;
            };
        }
    }

    /// What is measured where nothing else is said: a page type for each page, no content. Memory, and a page
    /// for kernel hashes that nobody gave, are zeros.
    void measure(LaunchDigest digest) {
        measure(
                digest,
                switch (kind) {
                    case SNP_SEC_MEM, SVSM_CAA, SNP_KERNEL_HASHES -> PageType.ZERO;
                    case SNP_SECRETS -> PageType.SECRETS;
                    case CPUID -> PageType.CPUID;
                });
    }

    void measure(LaunchDigest digest, PageType type) {
        digest.without(type, gpa, sizeBytes);
    }

    long end() {
        return gpa + sizeBytes;
    }
}
