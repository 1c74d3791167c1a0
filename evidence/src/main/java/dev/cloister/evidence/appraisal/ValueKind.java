package dev.cloister.evidence.appraisal;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.evidence.RootFingerprint;
import dev.cloister.evidence.TrustAnchors;
import dev.cloister.evidence.dcap.TcbStatus;
import dev.cloister.evidence.snp.FirmwareVersion;
import dev.cloister.evidence.snp.SigningKey;
import dev.cloister.evidence.snp.TcbVersion;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How values of one kind are read from a policy, written into it, shown to people, and compared.
final class ValueKind<T> {
    /// Reads the value of a member.
    interface Reading<T> {
        T read(JsonFields in, String member) throws Malformed;
    }

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,256}");
    private static final Pattern VERSION = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    static final ValueKind<Boolean> FLAG =
            new ValueKind<>(JsonFields::flag, Json::flag, value -> value ? "yes" : "no", Optional.empty());

    /// A name as a certificate has it: printable ASCII.
    static final ValueKind<String> TEXT =
            new ValueKind<>(ValueKind::readText, Json::text, value -> value, Optional.empty());

    static final ValueKind<Long> COUNT = new ValueKind<>(
            (in, member) -> in.number(member, 0, 0xffffffffL),
            Json::number,
            value -> Long.toString(value),
            Optional.of((value, floor) -> value >= floor));

    /// 64 numbered bits; at least means: these bits and perhaps more.
    static final ValueKind<Long> BITS = new ValueKind<>(
            ValueKind::readBits,
            value -> Json.text(showBits(value)),
            ValueKind::showBits,
            Optional.of((value, floor) -> (value & floor) == floor));

    static final ValueKind<SigningKey> KEY = new ValueKind<>(
            ValueKind::readKey,
            value -> Json.text(value.name().toLowerCase(Locale.ROOT)),
            SigningKey::name,
            Optional.empty());

    static final ValueKind<RootFingerprint> ROOT = new ValueKind<>(
            ValueKind::readRoot, value -> Json.text(value.toString()), ValueKind::showRoot, Optional.empty());

    static final ValueKind<FirmwareVersion> FIRMWARE = new ValueKind<>(
            ValueKind::readFirmware,
            value -> Json.text(value.toString()),
            FirmwareVersion::toString,
            Optional.of((value, floor) -> value.compareTo(floor) >= 0));

    static final ValueKind<TcbStatus> TCB_STATUS = new ValueKind<>(
            ValueKind::readStatus,
            value -> Json.text(value.word()),
            TcbStatus::word,
            Optional.empty(),
            value -> value.word() + " (" + value.meaning() + ")",
            value -> Optional.of(value.remedy()));

    /// At most means: none but these, each until its day.
    static final ValueKind<Advisories> ADVISORIES =
            new ValueKind<>(Advisories::read, Advisories::write, Advisories::toString, Optional.of(Advisories::cover));

    /// A day in UTC.
    static final ValueKind<LocalDate> DAY = new ValueKind<>(
            ValueKind::readDay,
            value -> Json.text(value.toString()),
            LocalDate::toString,
            Optional.of((value, floor) -> !value.isBefore(floor)));

    private final Reading<T> reading;
    private final Function<T, Json> writing;
    private final Function<T, String> showing;
    private final Optional<BiPredicate<T, T>> atLeast;
    private final Function<T, String> explaining;
    private final Function<T, Optional<String>> remedies;

    private ValueKind(
            Reading<T> reading,
            Function<T, Json> writing,
            Function<T, String> showing,
            Optional<BiPredicate<T, T>> atLeast) {
        this(reading, writing, showing, atLeast, showing, value -> Optional.empty());
    }

    private ValueKind(
            Reading<T> reading,
            Function<T, Json> writing,
            Function<T, String> showing,
            Optional<BiPredicate<T, T>> atLeast,
            Function<T, String> explaining,
            Function<T, Optional<String>> remedies) {
        this.reading = reading;
        this.writing = writing;
        this.showing = showing;
        this.atLeast = atLeast;
        this.explaining = explaining;
        this.remedies = remedies;
    }

    /// A byte string of one length, as lower-case hex.
    static ValueKind<Bytes> hex(int length) {
        return new ValueKind<>(
                (in, member) -> in.hex(member, length), value -> Json.text(value.hex()), Bytes::hex, Optional.empty());
    }

    /// A TCB of one layout, as an object with a number for each component.
    static ValueKind<TcbVersion> tcb(TcbVersion.Layout layout) {
        return new ValueKind<>(
                (in, member) -> readTcb(in.object(member), layout),
                ValueKind::writeTcb,
                TcbVersion::toString,
                Optional.of(TcbVersion::isAtLeast));
    }

    boolean isOrdered() {
        return atLeast.isPresent();
    }

    T read(JsonFields in, String member) throws Malformed {
        return reading.read(in, member);
    }

    Json write(T value) {
        return writing.apply(value);
    }

    String show(T value) {
        return showing.apply(value);
    }

    /// A value that was found, for people, with its meaning where the value itself does not say it.
    String explain(T value) {
        return explaining.apply(value);
    }

    /// What to do about this very value; empty if that is the same for all of them.
    Optional<String> remedy(T value) {
        return remedies.apply(value);
    }

    /// What the rule wants, for people.
    String show(Rule<T> rule) {
        return switch (rule) {
            case Rule.Exactly<T> exactly -> show(exactly.value());
            case Rule.AtLeast<T> least -> "at least " + show(least.floor());
            case Rule.AtMost<T> most -> "at most " + show(most.ceiling());
            case Rule.OneOf<T> oneOf ->
                "one of "
                        + String.join(
                                ", ", oneOf.values().stream().map(this::show).toList());
            case Rule.Anything<T> anything -> "anything";
        };
    }

    boolean accepts(Rule<T> rule, T value) {
        return switch (rule) {
            case Rule.Exactly<T> exactly -> exactly.value().equals(value);
            case Rule.AtLeast<T> least -> order().test(value, least.floor());
            case Rule.AtMost<T> most -> order().test(most.ceiling(), value);
            case Rule.OneOf<T> oneOf -> oneOf.values().contains(value);
            case Rule.Anything<T> anything -> true;
        };
    }

    private BiPredicate<T, T> order() {
        return atLeast.orElseThrow(() -> new IllegalStateException("these values have no order"));
    }

    private static String readText(JsonFields in, String member) throws Malformed {
        String text = in.text(member);
        if (!PRINTABLE.matcher(text).matches()) {
            throw in.bad(member, "must be 1 to 256 printable ASCII characters");
        }
        return text;
    }

    private static long readBits(JsonFields in, String member) throws Malformed {
        String text = in.text(member);
        if (!text.matches("0x[0-9a-f]{1,16}")) {
            throw in.bad(member, "must be bits as in 0x1f, lower case");
        }
        return Long.parseUnsignedLong(text.substring(2), 16);
    }

    /// Wherever a root is shown, it is said when no vendor stands behind it.
    private static String showRoot(RootFingerprint root) {
        return TrustAnchors.isVendors(root) ? root.toString() : root + " (EMULATED, no vendor's)";
    }

    private static String showBits(long bits) {
        return "0x" + Long.toHexString(bits);
    }

    private static TcbStatus readStatus(JsonFields in, String member) throws Malformed {
        return TcbStatus.of(in.text(member))
                .orElseThrow(() -> in.bad(member, "must be a status as Intel spells it, UpToDate for example"));
    }

    private static LocalDate readDay(JsonFields in, String member) throws Malformed {
        try {
            return LocalDate.parse(in.text(member));
        } catch (DateTimeException e) {
            throw in.bad(member, "must be a day as in 2027-01-31");
        }
    }

    private static SigningKey readKey(JsonFields in, String member) throws Malformed {
        return switch (in.text(member)) {
            case "vcek" -> SigningKey.VCEK;
            case "vlek" -> SigningKey.VLEK;
            default -> throw in.bad(member, "must be vcek or vlek");
        };
    }

    private static RootFingerprint readRoot(JsonFields in, String member) throws Malformed {
        try {
            return RootFingerprint.parse(in.text(member));
        } catch (Malformed e) {
            throw in.bad(member, "must be sha256: and 64 lower-case hex digits");
        }
    }

    private static FirmwareVersion readFirmware(JsonFields in, String member) throws Malformed {
        Matcher version = VERSION.matcher(in.text(member));
        if (!version.matches()) {
            throw in.bad(member, "must be a version as in 1.55.29");
        }
        FirmwareVersion read = new FirmwareVersion(
                Integer.parseInt(version.group(1)),
                Integer.parseInt(version.group(2)),
                Integer.parseInt(version.group(3)));
        boolean fits = List.of(read.major(), read.minor(), read.build()).stream()
                .max(Comparator.naturalOrder())
                .filter(largest -> largest <= 0xff)
                .isPresent();
        if (!fits || !read.toString().equals(version.group())) {
            throw in.bad(member, "must be a version of numbers from 0 to 255 without leading zeros");
        }
        return read;
    }

    private static TcbVersion readTcb(JsonFields in, TcbVersion.Layout layout) throws Malformed {
        TcbVersion tcb = layout.version(
                layout.hasFmc() ? component(in, "fmc") : 0,
                component(in, "bootloader"),
                component(in, "tee"),
                component(in, "snp"),
                component(in, "microcode"));
        in.end();
        return tcb;
    }

    private static int component(JsonFields in, String member) throws Malformed {
        return (int) in.number(member, 0, 0xff);
    }

    private static Json writeTcb(TcbVersion tcb) {
        var out = Json.object();
        if (tcb.layout().hasFmc()) {
            out.put("fmc", tcb.fmc());
        }
        return out.put("bootloader", tcb.bootloader())
                .put("tee", tcb.tee())
                .put("snp", tcb.snp())
                .put("microcode", tcb.microcode())
                .build();
    }
}
