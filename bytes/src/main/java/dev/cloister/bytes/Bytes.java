package dev.cloister.bytes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// An immutable byte string: compared by content, ordered as unsigned bytes, printed as lower-case hex.
///
/// Not for key material, which is a {@link Secret}.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    /// 0 until it was asked for; threads that ask at the same time find the same.
    private int hash;

    private Bytes(byte[] owned) {
        this.content = owned;
    }

    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /// The part from `from` (inclusive) to `to` (exclusive).
    public static Bytes of(byte[] content, int from, int to) {
        if (from < 0 || from > to || to > content.length) {
            throw new IllegalArgumentException("no part " + from + " to " + to + " in " + content.length + " bytes");
        }
        return new Bytes(Arrays.copyOfRange(content, from, to));
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// For constants in code, either case; input from outside goes through {@link #parseHex}.
    public static Bytes hex(String constant) {
        return new Bytes(HexFormat.of().parseHex(constant));
    }

    /// Lower-case hex only, so that a value has one text.
    public static Bytes parseHex(String structure, String field, String text) throws Malformed {
        if (text.length() % 2 != 0) {
            throw new Malformed(structure, field, -1, "hex has an odd length, " + text.length());
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                throw new Malformed(structure, field, -1, "must be lower-case hex, differs at character " + (i + 1));
            }
        }
        return hex(text);
    }

    public int length() {
        return content.length;
    }

    public boolean isEmpty() {
        return content.length == 0;
    }

    /// The byte at `index` as 0 to 255.
    public int at(int index) {
        return content[index] & 0xff;
    }

    public Bytes slice(int from, int to) {
        return of(content, from, to);
    }

    public Bytes concat(Bytes tail) {
        byte[] both = Arrays.copyOf(content, content.length + tail.content.length);
        System.arraycopy(tail.content, 0, both, content.length, tail.content.length);
        return new Bytes(both);
    }

    /// Followed by zeros up to `length`; a longer string is our bug, never cut.
    public Bytes padTo(int length) {
        if (content.length > length) {
            throw new IllegalArgumentException(content.length + " bytes do not fit in " + length);
        }
        return new Bytes(Arrays.copyOf(content, length));
    }

    /// A copy.
    public byte[] array() {
        return content.clone();
    }

    public String hex() {
        return HexFormat.of().formatHex(content);
    }

    /// RFC 4648 section 5, without padding.
    public String base64Url() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
    }

    /// RFC 4648 section 4, with padding.
    public String base64() {
        return Base64.getEncoder().encodeToString(content);
    }

    public boolean isZero() {
        int any = 0;
        for (byte b : content) {
            any |= b;
        }
        return any == 0;
    }

    /// Equal in content, in time that depends on the lengths only.
    public boolean sameAs(Bytes other) {
        return MessageDigest.isEqual(content, other.content);
    }

    void addTo(MessageDigest digest) {
        digest.update(content);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(content, other.content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(content);
        }
        return hash;
    }

    @Override
    public String toString() {
        return hex();
    }
}
