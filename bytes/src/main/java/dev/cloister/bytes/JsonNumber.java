package dev.cloister.bytes;

import java.math.BigInteger;
import java.util.OptionalLong;

/// A number as its literal text, so that nothing is lost between reading and writing.
public record JsonNumber(String literal) implements Json {
    /// Longer literals are refused: no format of ours needs them.
    static final int MAX_LITERAL = 128;

    private static final int ALWAYS_FITS_A_LONG = 18;

    /// Each number from 0 to 255 once it was asked for: evidence is thousands of them, and a booting guest
    /// interprets every step of making one.
    private static final JsonNumber[] SMALL = new JsonNumber[256];

    public JsonNumber {
        if (!isAcceptable(literal)) {
            throw new IllegalArgumentException("not a JSON number within a double's range");
        }
    }

    public static JsonNumber of(long value) {
        return value >= 0 && value < SMALL.length ? small((int) value) : new JsonNumber(Long.toString(value));
    }

    /// Two threads may make one each; they are equal.
    private static JsonNumber small(int value) {
        JsonNumber known = SMALL[value];
        if (known == null) {
            known = new JsonNumber(Integer.toString(value));
            SMALL[value] = known;
        }
        return known;
    }

    /// A number from 0 to 2^64 - 1 held in all 64 bits.
    public static JsonNumber ofUnsigned(long bits) {
        return new JsonNumber(Long.toUnsignedString(bits));
    }

    /// Written as ECMAScript does; infinities and NaN have no JSON form.
    public static JsonNumber of(double value) {
        return new JsonNumber(EcmaNumber.text(value));
    }

    /// Follows the grammar of RFC 8259 section 6, is not longer than 128 characters, and does not overflow a
    /// double.
    static boolean isAcceptable(String literal) {
        if (literal.length() > MAX_LITERAL) {
            return false;
        }
        int integerEnd = integerEnd(literal);
        if (integerEnd == literal.length()) {
            return true;
        }
        int fractionEnd = integerEnd;
        if (fractionEnd > 0 && literal.charAt(fractionEnd) == '.') {
            fractionEnd = digitsEnd(literal, integerEnd + 1);
        }
        return fractionEnd > 0
                && exponentEnd(literal, fractionEnd) == literal.length()
                && Double.isFinite(Double.parseDouble(literal));
    }

    /// Behind `-?(0|[1-9][0-9]*)`, or -1. Integers of 128 characters are far within a double's range.
    private static int integerEnd(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        if (text.startsWith("0", start)) {
            return start + 1;
        }
        return digitsEnd(text, start);
    }

    /// Behind one digit or more, or -1.
    private static int digitsEnd(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > start ? at : -1;
    }

    /// Behind an exponent if there is one, or -1 if it is broken.
    private static int exponentEnd(String text, int start) {
        if (start == text.length()) {
            return start;
        }
        if (text.charAt(start) != 'e' && text.charAt(start) != 'E') {
            return -1;
        }
        boolean signed = start + 1 < text.length() && (text.charAt(start + 1) == '+' || text.charAt(start + 1) == '-');
        return digitsEnd(text, start + (signed ? 2 : 1));
    }

    public double toDouble() {
        return Double.parseDouble(literal);
    }

    /// The value if it was written as an integer (no fraction, no exponent) and fits.
    public OptionalLong toLong() {
        if (!isInteger()) {
            return OptionalLong.empty();
        }
        if (literal.length() <= ALWAYS_FITS_A_LONG) {
            return OptionalLong.of(Long.parseLong(literal));
        }
        BigInteger value = new BigInteger(literal);
        return value.bitLength() < Long.SIZE ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    /// All 64 bits of the value if it was written as an integer from 0 to 2^64 - 1.
    public OptionalLong toUnsigned() {
        if (!isInteger()) {
            return OptionalLong.empty();
        }
        BigInteger value = new BigInteger(literal);
        boolean fits = value.signum() >= 0 && value.bitLength() <= Long.SIZE;
        return fits ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    private boolean isInteger() {
        return integerEnd(literal) == literal.length();
    }

    @Override
    public String kind() {
        return "a number";
    }

    @Override
    public String toString() {
        return "JsonNumber(" + literal.length() + " characters)";
    }
}
