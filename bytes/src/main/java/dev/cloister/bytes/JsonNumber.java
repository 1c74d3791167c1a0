package dev.cloister.bytes;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// A number as its literal text, so that nothing is lost between reading and writing.
public record JsonNumber(String literal) implements Json {
    /// Longer literals are refused: no format of ours needs them.
    static final int MAX_LITERAL = 128;

    private static final Pattern GRAMMAR = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

    public JsonNumber {
        if (!isAcceptable(literal)) {
            throw new IllegalArgumentException("not a JSON number within a double's range");
        }
    }

    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /// A number from 0 to 2^64 - 1 held in all 64 bits.
    public static JsonNumber ofUnsigned(long bits) {
        return new JsonNumber(Long.toUnsignedString(bits));
    }

    /// Written as ECMAScript does; infinities and NaN have no JSON form.
    public static JsonNumber of(double value) {
        return new JsonNumber(EcmaNumber.text(value));
    }

    /// Follows the grammar of RFC 8259 section 6, is not longer than 128 characters, and does not overflow a double.
    static boolean isAcceptable(String literal) {
        return literal.length() <= MAX_LITERAL
                && GRAMMAR.matcher(literal).matches()
                && Double.isFinite(Double.parseDouble(literal));
    }

    public double toDouble() {
        return Double.parseDouble(literal);
    }

    /// The value if it was written as an integer (no fraction, no exponent) and fits.
    public OptionalLong toLong() {
        return isInteger() && integer().bitLength() < Long.SIZE
                ? OptionalLong.of(integer().longValue())
                : OptionalLong.empty();
    }

    /// All 64 bits of the value if it was written as an integer from 0 to 2^64 - 1.
    public OptionalLong toUnsigned() {
        return isInteger() && integer().signum() >= 0 && integer().bitLength() <= Long.SIZE
                ? OptionalLong.of(integer().longValue())
                : OptionalLong.empty();
    }

    private boolean isInteger() {
        return INTEGER.matcher(literal).matches();
    }

    private BigInteger integer() {
        return new BigInteger(literal);
    }

    @Override
    public String toString() {
        return "JsonNumber(" + literal.length() + " characters)";
    }
}
