package dev.cloister.evidence.sgx;

import dev.cloister.bytes.Bytes;

/// An enclave's ATTRIBUTES (Intel SDM volume 3D, section "ATTRIBUTES"): 8 bytes of flags, then XFRM, both
/// little-endian.
public record EnclaveAttributes(Bytes raw) {
    /// Bytes of both.
    public static final int SIZE = 16;

    private static final int FLAGS_SIZE = 8;
    private static final long INIT = 1;
    private static final long DEBUG = 1 << 1;
    private static final long MODE64 = 1 << 2;
    private static final long PROVISION_KEY = 1 << 4;
    private static final long LAUNCH_KEY = 1 << 5;
    private static final long CET = 1 << 6;
    private static final long KSS = 1 << 7;
    private static final long AEX_NOTIFY = 1 << 10;
    private static final long NAMED = INIT | DEBUG | MODE64 | PROVISION_KEY | LAUNCH_KEY | CET | KSS | AEX_NOTIFY;

    public EnclaveAttributes {
        if (raw.length() != SIZE) {
            throw new IllegalArgumentException("ATTRIBUTES have " + SIZE + " bytes, not " + raw.length());
        }
    }

    public long flags() {
        return number(0);
    }

    /// Which processor state the enclave may use.
    public long xfrm() {
        return number(FLAGS_SIZE);
    }

    private long number(int from) {
        long value = 0;
        for (int i = from + FLAGS_SIZE - 1; i >= from; i--) {
            value = value << 8 | raw.at(i);
        }
        return value;
    }

    public boolean initialised() {
        return has(INIT);
    }

    /// The host may read and change the enclave's memory.
    public boolean debug() {
        return has(DEBUG);
    }

    public boolean mode64() {
        return has(MODE64);
    }

    /// The enclave may ask for the key that names the platform.
    public boolean provisionKey() {
        return has(PROVISION_KEY);
    }

    /// The enclave may ask for the key that lets enclaves start.
    public boolean launchKey() {
        return has(LAUNCH_KEY);
    }

    public boolean cet() {
        return has(CET);
    }

    /// CONFIGID, CONFIGSVN, ISVFAMILYID and ISVEXTPRODID mean something.
    public boolean keySeparation() {
        return has(KSS);
    }

    public boolean aexNotify() {
        return has(AEX_NOTIFY);
    }

    /// Flags without a name here.
    public long otherFlags() {
        return flags() & ~NAMED;
    }

    private boolean has(long flag) {
        return (flags() & flag) != 0;
    }

    @Override
    public String toString() {
        return raw.hex();
    }
}
