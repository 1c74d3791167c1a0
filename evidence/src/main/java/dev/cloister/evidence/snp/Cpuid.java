package dev.cloister.evidence.snp;

/// Combined family, combined model and stepping of the chip, each from 0 to 255; in reports from version 3
/// on.
public record Cpuid(int family, int model, int stepping) {
    @Override
    public String toString() {
        return "family 0x%x, model 0x%x, stepping %d".formatted(family, model, stepping);
    }
}
