package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.protocol.jose.Crypto;
import dev.cloister.protocol.jose.Jwe;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.protocol.jose.P256;
import dev.cloister.protocol.jose.Plaintext;
import dev.cloister.protocol.jose.Symmetric;
import java.util.ArrayList;
import java.util.List;

/// Answer to [ResourcesRequest]: a JWE to the TEE key whose plaintext is padded, so that sizes tell little and a denial
/// looks like any other answer (specs guest-broker-channel 7, 8).
public sealed interface ResourcesAnswer {
    /// The policy says no, or there is no such resource: one code, so that names cannot be probed.
    String DENIED = "denied";

    /// The activation has ended; the guest stops.
    String REVOKED = "revoked";

    /// In the order asked for.
    record Items(List<Resource> resources) implements ResourcesAnswer {
        public Items {
            resources = List.copyOf(resources);
        }
    }

    /// Nothing, and the code for it.
    record Nothing(String code, String caseNumber) implements ResourcesAnswer {}

    /// The body to send.
    default Bytes seal(Crypto crypto, Jwk teeKey) throws Malformed {
        try (Secret plaintext = plaintext()) {
            return Bytes.utf8(Jwe.seal(crypto, teeKey, plaintext).toJson().compact());
        }
    }

    /// What is sealed.
    default Secret plaintext() {
        try (Plaintext out = new Plaintext()) {
            switch (this) {
                case Nothing nothing ->
                    out.add("{\"error\":{\"code\":")
                            .addText(nothing.code())
                            .add(",\"case\":")
                            .addText(nothing.caseNumber())
                            .add("}");
                case Items items -> {
                    out.add("{\"items\":[");
                    String comma = "";
                    for (Resource resource : items.resources()) {
                        out.add(comma + "{\"path\":")
                                .addText(resource.path())
                                .add(",\"version\":" + resource.version() + ",\"data\":\"")
                                .addBase64Url(resource.content())
                                .add("\"}");
                        comma = ",";
                    }
                    out.add("]");
                }
            }
            return out.padded();
        }
    }

    /// The guest's reading: nothing, or exactly the paths asked for, in that order.
    static ResourcesAnswer open(Bytes body, Symmetric symmetric, P256.PrivateKey teeKey, List<String> paths)
            throws Malformed {
        Jwe jwe = Jwe.parse(JsonFields.parse("ResourcesAnswer", body.array(), 1));
        JsonFields in;
        try (Secret plaintext = jwe.open(symmetric, teeKey)) {
            in = Plaintext.parse("ResourcesAnswer", plaintext, 8);
        }
        in.text("pad");
        if (in.has("error")) {
            JsonFields error = in.object("error");
            Nothing nothing = new Nothing(error.text("code"), error.text("case"));
            error.end();
            in.end();
            return nothing;
        }
        in.has("receipt"); // of the audit log, for whoever checks it later
        List<JsonFields> items = in.objects("items");
        in.end();
        if (items.size() != paths.size()) throw in.bad("items", "must be " + paths.size() + ", are " + items.size());
        List<Resource> resources = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) resources.add(Resource.parse(items.get(i), paths.get(i)));
        return new Items(resources);
    }
}
