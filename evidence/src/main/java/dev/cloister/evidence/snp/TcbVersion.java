package dev.cloister.evidence.snp;

import dev.cloister.bytes.Bytes;

/// Security version numbers of a chip's firmware (AMD 56860, TCB_VERSION, 8 bytes).
///
/// Ordered component by component only: two versions may be neither at least the other. Which byte means what
/// depends on the product line.
public record TcbVersion(Layout layout, Bytes raw) {
    /// Index of each component in the 8 bytes.
    public enum Layout {
        MILAN_GENOA(-1, 0, 1, 6, 7),
        /// Turin and later: a first-stage boot loader (FMC) of its own.
        TURIN(0, 1, 2, 3, 7);

        private final int fmc;
        private final int bootloader;
        private final int tee;
        private final int snp;
        private final int microcode;

        Layout(int fmc, int bootloader, int tee, int snp, int microcode) {
            this.fmc = fmc;
            this.bootloader = bootloader;
            this.tee = tee;
            this.snp = snp;
            this.microcode = microcode;
        }

        public boolean hasFmc() {
            return fmc >= 0;
        }

        /// The components in their places; `fmc` must be 0 where the layout has none. Each from 0 to 255.
        public TcbVersion version(int fmc, int bootloader, int tee, int snp, int microcode) {
            if (!hasFmc() && fmc != 0) {
                throw new IllegalArgumentException("no FMC in the layout of Milan and Genoa");
            }
            byte[] raw = new byte[SIZE];
            if (hasFmc()) {
                raw[this.fmc] = component(fmc);
            }
            raw[this.bootloader] = component(bootloader);
            raw[this.tee] = component(tee);
            raw[this.snp] = component(snp);
            raw[this.microcode] = component(microcode);
            return new TcbVersion(this, Bytes.of(raw));
        }

        private static byte component(int value) {
            if (value < 0 || value > 0xff) {
                throw new IllegalArgumentException("a TCB component is from 0 to 255, not " + value);
            }
            return (byte) value;
        }
    }

    static final int SIZE = 8;

    public TcbVersion {
        if (raw.length() != SIZE) {
            throw new IllegalArgumentException("a TCB version has 8 bytes, not " + raw.length());
        }
    }

    /// 0 where the layout has none.
    public int fmc() {
        return layout.hasFmc() ? raw.at(layout.fmc) : 0;
    }

    public int bootloader() {
        return raw.at(layout.bootloader);
    }

    public int tee() {
        return raw.at(layout.tee);
    }

    public int snp() {
        return raw.at(layout.snp);
    }

    public int microcode() {
        return raw.at(layout.microcode);
    }

    /// Every component at least the floor's. Versions of different layouts are not comparable, so neither is
    /// at least the other.
    public boolean isAtLeast(TcbVersion floor) {
        return layout == floor.layout
                && fmc() >= floor.fmc()
                && bootloader() >= floor.bootloader()
                && tee() >= floor.tee()
                && snp() >= floor.snp()
                && microcode() >= floor.microcode();
    }

    /// The same bytes, read in another layout.
    public TcbVersion as(Layout other) {
        return new TcbVersion(other, raw);
    }

    /// Whether all bytes without a meaning are zero.
    boolean reservedIsZero() {
        return raw.equals(layout.version(fmc(), bootloader(), tee(), snp(), microcode()).raw);
    }

    @Override
    public String toString() {
        String rest =
                "boot loader " + bootloader() + ", TEE " + tee() + ", SNP " + snp() + ", microcode " + microcode();
        return layout.hasFmc() ? "FMC " + fmc() + ", " + rest : rest;
    }
}
