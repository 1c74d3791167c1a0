package dev.cloister.workload;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;

/// The document whose SHA-256 the hardware signs (HOST_DATA and its like), in the form of
/// specs guest-broker-channel 2.2: `algorithm`, `version` and one entry `cloister.toml` in `[data]`.
///
/// Text, digest and content always belong together: only [#parse] and [#write] make one. Entries for other
/// agents (`aa.toml`, `policy.rego`, …) are refused, as nothing here would obey them.
public final class InitData {
    static final int MAX_TEXT_BYTES = 2 * 1024 * 1024;
    private static final String STRUCTURE = "init-data";
    private static final String ALGORITHM = "sha256";
    private static final String VERSION = "0.1.0";
    private static final String ENTRY = "cloister.toml";

    private final String text;
    private final CloisterToml cloister;

    private InitData(String text, CloisterToml cloister) {
        this.text = text;
        this.cloister = cloister;
    }

    /// Whoever has a hardware value compares it with the SHA-256 of these bytes before asking what they mean.
    public static InitData parse(byte[] utf8) throws Malformed {
        if (utf8.length > MAX_TEXT_BYTES) {
            throw new Malformed(STRUCTURE, "", -1, "is longer than " + MAX_TEXT_BYTES + " bytes");
        }
        TomlTable in = TomlReader.read(STRUCTURE, utf8);
        if (!in.text("algorithm").equals(ALGORITHM)) throw in.bad("algorithm", "must be " + ALGORITHM);
        if (!in.text("version").equals(VERSION)) throw in.bad("version", "must be " + VERSION);
        TomlTable entries = in.table("data");
        String cloister = entries.text(ENTRY);
        entries.end();
        in.end();
        CloisterToml toml = CloisterToml.parse(cloister.getBytes(StandardCharsets.UTF_8));
        return new InitData(new String(utf8, StandardCharsets.UTF_8), toml);
    }

    public static InitData write(CloisterToml cloister) {
        String text = "algorithm = \"" + ALGORITHM + "\"\nversion = \"" + VERSION + "\"\n\n[data]\n\"" + ENTRY
                + "\" = '''\n" + cloister.text() + "'''\n";
        return new InitData(text, cloister);
    }

    public String text() {
        return text;
    }

    /// SHA-256 of the text, 32 bytes.
    public Bytes digest() {
        return Digests.sha256(Bytes.utf8(text));
    }

    public CloisterToml cloister() {
        return cloister;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InitData that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "InitData(" + digest() + ")";
    }
}
