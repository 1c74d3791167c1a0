package dev.cloister.image.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-XTS (IEEE 1619-2018) in the form of dm-crypt's `plain64`: each sector is encrypted on its own, its
/// tweak is its number as 128 bits little-endian.
///
/// The JDK has the block cipher only, so a sector's tweaks are laid out first and the sector goes through ECB
/// in one call, which is where the JDK's machine code is quick. One object is for one thread.
public final class Xts {
    public static final int KEY_BYTES = 64;

    private static final int AES_BLOCK = 16;
    private static final int BATCH = 256;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int sectorBytes;
    private final Cipher data;
    private final Cipher tweak;
    private final byte[] tweaks;
    private final byte[] numbers = new byte[BATCH * AES_BLOCK];
    private long batchStart = -1;

    /// `key` is the data key and, behind it, the tweak key; the array stays the caller's. Sectors are whole
    /// AES blocks.
    public Xts(byte[] key, int sectorBytes) {
        if (key.length != KEY_BYTES || sectorBytes < AES_BLOCK || sectorBytes % AES_BLOCK != 0) {
            throw new IllegalArgumentException(key.length + " bytes of key, sectors of " + sectorBytes);
        }
        this.sectorBytes = sectorBytes;
        this.data = cipher(key, 0);
        this.tweak = cipher(key, KEY_BYTES / 2);
        this.tweaks = new byte[sectorBytes];
    }

    /// Encrypts whole sectors in place, the first of which has the number `sector`.
    public void encrypt(byte[] sectors, int length, long sector) {
        if (length % sectorBytes != 0) {
            throw new IllegalArgumentException(length + " bytes are no whole sectors");
        }
        for (int at = 0; at < length; at += sectorBytes) {
            layTweaks(sector + at / sectorBytes);
            mix(sectors, at);
            run(data, sectors, at, sectorBytes);
            mix(sectors, at);
        }
    }

    private void mix(byte[] sectors, int at) {
        for (int i = 0; i < sectorBytes; i += Long.BYTES) {
            LONGS.set(sectors, at + i, (long) LONGS.get(sectors, at + i) ^ (long) LONGS.get(tweaks, i));
        }
    }

    /// The tweak of each next block is that of the one before, doubled in GF(2^128) modulo x^128 + x^7 + x^2
    /// + x + 1.
    private void layTweaks(long sector) {
        int first = firstTweak(sector);
        long low = (long) LONGS.get(numbers, first);
        long high = (long) LONGS.get(numbers, first + Long.BYTES);
        for (int i = 0; i < sectorBytes; i += AES_BLOCK) {
            LONGS.set(tweaks, i, low);
            LONGS.set(tweaks, i + Long.BYTES, high);
            long carry = high >> 63 & 0x87;
            high = high << 1 | low >>> 63;
            low = low << 1 ^ carry;
        }
    }

    /// Sector numbers are encrypted in batches; gives the place of this one's.
    private int firstTweak(long sector) {
        long start = sector - sector % BATCH;
        if (start != batchStart) {
            Arrays.fill(numbers, (byte) 0);
            for (int i = 0; i < BATCH; i++) {
                LONGS.set(numbers, i * AES_BLOCK, start + i);
            }
            run(tweak, numbers, 0, numbers.length);
            batchStart = start;
        }
        return (int) (sector - start) * AES_BLOCK;
    }

    private static void run(Cipher cipher, byte[] bytes, int from, int length) {
        try {
            if (cipher.update(bytes, from, length, bytes, from) != length) {
                throw new IllegalStateException("AES in ECB mode held back a block");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES in ECB mode without padding cannot fail", e);
        }
    }

    private static Cipher cipher(byte[] key, int from) {
        try {
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, from, KEY_BYTES / 2, "AES"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES with 256 bits", e);
        }
    }
}
