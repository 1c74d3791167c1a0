package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import java.util.ArrayList;
import java.util.List;

/// Answer to [ResourcesRequest]: a JWE to the TEE key whose plaintext is padded, so that sizes tell little and a denial
/// looks like any other answer (specs guest-broker-channel 7, 8).
public final class ResourcesAnswer {
    /// The policy says no, or there is no such resource: one code, so that names cannot be probed.
    public static final String DENIED = "denied";

    /// The activation has ended; the guest stops.
    public static final String REVOKED = "revoked";

    private static final String STRUCTURE = "ResourcesAnswer";
    private static final long MAX_VERSION = 1L << 53;

    private ResourcesAnswer() {}

    /// The body that releases these, in the order asked for.
    public static Bytes items(P256 p256, Jwk teeKey, List<Resource> resources) throws Malformed {
        try (Secret plaintext = plaintext(resources)) {
            return Bytes.utf8(Jwe.seal(p256, teeKey, plaintext).toJson().compact());
        }
    }

    /// The body that releases nothing.
    public static Bytes error(P256 p256, Jwk teeKey, String code, String caseNumber) throws Malformed {
        try (Plaintext out = new Plaintext();
                Secret plaintext = out.add("{\"error\":{\"code\":")
                        .addText(code)
                        .add(",\"case\":")
                        .addText(caseNumber)
                        .add("}")
                        .padded()) {
            return Bytes.utf8(Jwe.seal(p256, teeKey, plaintext).toJson().compact());
        }
    }

    static Secret plaintext(List<Resource> resources) {
        try (Plaintext out = new Plaintext()) {
            out.add("{\"items\":[");
            for (int i = 0; i < resources.size(); i++) {
                Resource resource = resources.get(i);
                out.add(i == 0 ? "{\"path\":" : ",{\"path\":")
                        .addText(resource.path())
                        .add(",\"version\":" + resource.version() + ",\"data\":\"")
                        .addBase64Url(resource.content())
                        .add("\"}");
            }
            return out.add("]").padded();
        }
    }

    /// The guest's reading: exactly the paths asked for, in that order.
    static Fetched open(Bytes body, P256.PrivateKey teeKey, List<Wanted> wanted) throws Malformed {
        Jwe jwe = Jwe.parse(JsonFields.parse(STRUCTURE, body.array(), 1));
        JsonFields in;
        try (Secret plaintext = jwe.open(teeKey)) {
            in = plaintext.use(bytes -> JsonFields.parse(STRUCTURE, bytes, 8));
        }
        in.text("pad");
        if (in.has("error")) {
            JsonFields error = in.object("error");
            Fetched.Denied denied = new Fetched.Denied(error.text("code"), error.text("case"));
            error.end();
            in.end();
            return denied;
        }
        in.has("receipt"); // of the audit log, for whoever checks it later
        List<JsonFields> items = in.objects("items");
        in.end();
        if (items.size() != wanted.size()) throw in.bad("items", "must be " + wanted.size() + ", are " + items.size());
        List<Resource> resources = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) resources.add(item(items.get(i), wanted.get(i).path()));
        return new Fetched.Released(resources);
    }

    private static Resource item(JsonFields in, String path) throws Malformed {
        if (!in.text("path").equals(path)) throw in.bad("path", "must be " + path);
        long version = in.number("version", 1, MAX_VERSION);
        Secret content = Secret.fromBase64Url(STRUCTURE, "items.data", in.text("data"));
        in.end();
        return new Resource(path, version, content);
    }
}
