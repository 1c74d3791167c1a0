package dev.cloister.workload;

import dev.cloister.bytes.Base64s;
import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import dev.cloister.workload.CloisterToml.Broker;
import dev.cloister.workload.CloisterToml.EvidenceUse;
import dev.cloister.workload.CloisterToml.Lease;
import dev.cloister.workload.CloisterToml.Lost;
import dev.cloister.workload.CloisterToml.Root;
import dev.cloister.workload.CloisterToml.WantedSecret;
import dev.cloister.workload.WorkloadPolicy.Exec;
import dev.cloister.workload.WorkloadPolicy.Logs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads and writes `cloister.toml`. What is written is read back as the same value.
final class CloisterTomlText {
    private static final String STRUCTURE = "cloister.toml";
    private static final String SHA256 = "sha256:";

    private CloisterTomlText() {}

    static CloisterToml read(byte[] utf8) throws Malformed {
        if (utf8.length > CloisterToml.MAX_BYTES) {
            throw new Malformed(STRUCTURE, "", -1, "is longer than " + CloisterToml.MAX_BYTES + " bytes");
        }
        TomlTable in = TomlReader.read(STRUCTURE, utf8);
        in.whole("version", CloisterToml.VERSION, CloisterToml.VERSION);
        Broker broker = broker(in.table("broker"));
        Root root = root(in.table("root"));
        List<WantedSecret> secrets = secrets(in, root);
        Lease lease = in.has("lease") ? lease(in.table("lease")) : new Lease(Lost.STOP);
        EvidenceUse evidence = in.has("evidence") ? evidence(in.table("evidence")) : EvidenceUse.LABELLED;
        List<PinnedKey> owners = in.has("owner") ? owners(in.table("owner")) : List.of();
        WorkloadPolicy workload = in.has("workload") ? workload(in.table("workload")) : WorkloadPolicy.NOTHING;
        in.end();
        return new CloisterToml(broker, root, secrets, lease, evidence, owners, workload);
    }

    private static Broker broker(TomlTable in) throws Malformed {
        String url = in.text("url");
        if (!Broker.isUrl(url)) throw in.bad("url", "must be http:// or https:// with host and port");
        String audience = in.text("audience");
        if (!Broker.isAudience(audience)) {
            throw in.bad("audience", "must be 1 to 128 of A-Z a-z 0-9 . _ / : -");
        }
        int channel = (int) in.whole("channel", 1, 1, 1);
        long epoch = in.whole("epoch", 0, Broker.MAX_EPOCH);
        List<PinnedKey> keys = keys(in, Broker.MAX_KEYS);
        in.end();
        return new Broker(url, audience, channel, epoch, keys);
    }

    private static List<PinnedKey> owners(TomlTable in) throws Malformed {
        List<PinnedKey> keys = keys(in, CloisterToml.MAX_OWNER_KEYS);
        in.end();
        return keys;
    }

    private static List<PinnedKey> keys(TomlTable in, int most) throws Malformed {
        List<PinnedKey> keys = new ArrayList<>();
        for (TomlTable key : in.tables("key")) {
            if (keys.size() == most) throw in.bad("key", "at most " + most + " keys");
            key(key, keys);
        }
        if (keys.isEmpty()) throw in.bad("key", "needs 1 to " + most + " keys");
        return keys;
    }

    private static void key(TomlTable in, List<PinnedKey> keys) throws Malformed {
        if (!in.text("kty").equals("EC")) throw in.bad("kty", "must be EC");
        if (!in.text("crv").equals("P-256")) throw in.bad("crv", "must be P-256");
        PinnedKey key = new PinnedKey(coordinate(in, "x"), coordinate(in, "y"));
        for (PinnedKey other : keys) {
            if (other.x().equals(key.x())) throw in.bad("x", "the same key twice");
        }
        in.end();
        keys.add(key);
    }

    private static Bytes coordinate(TomlTable in, String member) throws Malformed {
        String text = in.text(member);
        try {
            Bytes bytes = Base64s.decodeUrl(STRUCTURE, member, text);
            if (bytes.length() == PinnedKey.COORDINATE_BYTES) return bytes;
        } catch (Malformed notBase64) {
            // said below, with line and column
        }
        throw in.bad(member, "must be 32 bytes in base64url without padding");
    }

    private static Root root(TomlTable in) throws Malformed {
        String text = in.text("verity");
        String wanted = "must be sha256: and 64 lower-case hex digits";
        if (!text.startsWith(SHA256) || text.length() != SHA256.length() + 64) throw in.bad("verity", wanted);
        Bytes verity;
        try {
            verity = Bytes.parseHex(STRUCTURE, "verity", text.substring(SHA256.length()));
        } catch (Malformed notHex) {
            throw in.bad("verity", wanted);
        }
        Root root = new Root(verity, path(in, "key"));
        in.end();
        return root;
    }

    private static ResourcePath path(TomlTable in, String member) throws Malformed {
        String text = in.text(member);
        if (!ResourcePath.isValid(text)) throw in.bad(member, "must be a resource path such as default/image/key");
        return new ResourcePath(text);
    }

    private static List<WantedSecret> secrets(TomlTable document, Root root) throws Malformed {
        List<TomlTable> tables = document.tables("secret");
        if (tables.size() > CloisterToml.MAX_SECRETS) {
            throw document.bad("secret", "at most " + CloisterToml.MAX_SECRETS + " secrets");
        }
        List<WantedSecret> secrets = new ArrayList<>();
        Set<String> paths = new HashSet<>(List.of(root.key().text()));
        Set<String> files = new HashSet<>();
        for (TomlTable in : tables) {
            ResourcePath path = path(in, "path");
            if (!paths.add(path.text())) throw in.bad("path", "the same path twice");
            String file = in.text("file");
            if (!WantedSecret.isFile(file)) throw in.bad("file", "must be a plain file name");
            if (!files.add(file)) throw in.bad("file", "the same file twice");
            secrets.add(new WantedSecret(path, file, in.whole("min", 1, WantedSecret.MAX_VERSION, 1)));
            in.end();
        }
        return secrets;
    }

    private static Lease lease(TomlTable in) throws Malformed {
        Lease lease = new Lease(word(in, "lost", Lost.values()));
        in.end();
        return lease;
    }

    private static EvidenceUse evidence(TomlTable in) throws Malformed {
        EvidenceUse use = word(in, "workload", EvidenceUse.values());
        in.end();
        return use;
    }

    private static WorkloadPolicy workload(TomlTable in) throws Malformed {
        Exec exec = word(in, "exec", Exec.values());
        Logs logs = word(in, "logs", Logs.values());
        List<String> names = in.texts("signals");
        List<WorkloadPolicy.Signal> signals;
        try {
            signals = WorkloadPolicy.parseSignals(STRUCTURE, "signals", names);
        } catch (Malformed unknown) {
            throw in.bad("signals", "must be different signals of " + List.of(WorkloadPolicy.Signal.values()));
        }
        in.end();
        return new WorkloadPolicy(exec, logs, signals);
    }

    private static <E extends Enum<E>> E word(TomlTable in, String member, E[] choices) throws Malformed {
        Optional<E> found = Words.find(in.text(member), choices);
        if (found.isPresent()) return found.get();
        throw in.bad(member, Words.oneOf(choices));
    }

    static String write(CloisterToml toml) {
        StringBuilder out = new StringBuilder();
        member(out, "version", CloisterToml.VERSION);

        out.append("\n[broker]\n");
        member(out, "url", toml.broker().url());
        member(out, "audience", toml.broker().audience());
        if (toml.broker().channel() != 1) member(out, "channel", toml.broker().channel());
        member(out, "epoch", toml.broker().epoch());
        for (PinnedKey key : toml.broker().keys()) key(out, "broker", key);

        out.append("\n[root]\n");
        member(out, "verity", SHA256 + toml.root().verity().hex());
        member(out, "key", toml.root().key().text());
        for (WantedSecret secret : toml.secrets()) {
            out.append("\n[[secret]]\n");
            member(out, "path", secret.path().text());
            member(out, "file", secret.file());
            member(out, "min", secret.min());
        }

        out.append("\n[lease]\n");
        member(out, "lost", Words.of(toml.lease().lost()));
        if (toml.evidence() != EvidenceUse.LABELLED) {
            out.append("\n[evidence]\n");
            member(out, "workload", Words.of(toml.evidence()));
        }
        for (PinnedKey key : toml.ownerKeys()) key(out, "owner", key);
        if (!toml.workload().equals(WorkloadPolicy.NOTHING)) workload(out, toml.workload());
        return out.toString();
    }

    private static void workload(StringBuilder out, WorkloadPolicy policy) {
        out.append("\n[workload]\n");
        member(out, "exec", policy.exec().word());
        member(out, "logs", policy.logs().word());
        out.append("signals = [");
        for (int i = 0; i < policy.signals().size(); i++) {
            out.append(i == 0 ? "\"" : ", \"")
                    .append(policy.signals().get(i).name())
                    .append('"');
        }
        out.append("]\n");
    }

    private static void key(StringBuilder out, String owner, PinnedKey key) {
        out.append("\n[[").append(owner).append(".key]]\n");
        member(out, "kty", "EC");
        member(out, "crv", "P-256");
        member(out, "x", key.x().base64Url());
        member(out, "y", key.y().base64Url());
    }

    /// No value of ours needs an escape: the records refuse quotes, backslashes and control characters.
    private static void member(StringBuilder out, String name, String value) {
        out.append(name).append(" = \"").append(value).append("\"\n");
    }

    private static void member(StringBuilder out, String name, long value) {
        out.append(name).append(" = ").append(value).append('\n');
    }
}
