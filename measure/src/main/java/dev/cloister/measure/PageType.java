package dev.cloister.measure;

/// PAGE_TYPE of SNP_LAUNCH_UPDATE (AMD 56860).
enum PageType {
    NORMAL(1),
    VMSA(2),
    ZERO(3),
    UNMEASURED(4),
    SECRETS(5),
    CPUID(6);

    private final int number;

    PageType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
