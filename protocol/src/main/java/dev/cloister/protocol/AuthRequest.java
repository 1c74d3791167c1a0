package dev.cloister.protocol;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonNumber;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;

/// Body of `POST /kbs/v0/auth` (specs kbs-protocol 3.1).
///
/// @param version KBS's, not yet compared with ours
public record AuthRequest(String version, String tee, Offer offer) {
    public static final String TARGET = "/kbs/v0/auth";
    public static final String KBS_VERSION = "0.4.0";
    public static final String HASH = "sha384";

    /// What the guest understands beside plain KBS.
    public sealed interface Offer {
        record PlainKbs() implements Offer {}

        /// @param versions of the channel, 1 to 8
        record Channel(List<Long> versions, String audience) implements Offer {
            public Channel {
                versions = List.copyOf(versions);
            }
        }
    }

    /// That of our agent.
    public static AuthRequest channel(String tee, String audience) {
        return new AuthRequest(KBS_VERSION, tee, new Offer.Channel(List.of(1L), audience));
    }

    public Bytes body() {
        JsonObject.Builder extra = Json.object().put("supported-hash-algorithms", Json.array(List.of(Json.text(HASH))));
        if (offer instanceof Offer.Channel channel) {
            List<Json> versions = new ArrayList<>();
            for (long number : channel.versions()) versions.add(Json.number(number));
            extra.put(
                    "cloister",
                    Json.object()
                            .put("versions", Json.array(versions))
                            .put("audience", channel.audience())
                            .build());
        }
        return Bytes.utf8(Json.object()
                .put("version", version)
                .put("tee", tee)
                .put("extra-params", extra.build())
                .build()
                .compact());
    }

    /// `extra-params` may be any value, as old clients send `""`; inside it only `cloister` is read, and that strictly.
    public static AuthRequest parse(byte[] body) throws Malformed {
        JsonFields in = JsonFields.parse("AuthRequest", body, 8);
        String version = in.text("version");
        String tee = in.text("tee");
        Offer offer = new Offer.PlainKbs();
        if (in.value("extra-params") instanceof JsonObject) {
            JsonFields extra = in.object("extra-params");
            if (extra.has("cloister")) offer = channel(extra.object("cloister"));
        }
        in.end();
        return new AuthRequest(version, tee, offer);
    }

    private static Offer channel(JsonFields in) throws Malformed {
        List<Long> versions = new ArrayList<>();
        for (Json item : in.array("versions")) {
            if (!(item instanceof JsonNumber number) || number.toLong().isEmpty()) {
                throw in.bad("versions", "must be whole numbers");
            }
            versions.add(number.toLong().getAsLong());
        }
        if (versions.isEmpty() || versions.size() > 8) throw in.bad("versions", "needs 1 to 8 numbers");
        String audience = in.text("audience");
        if (audience.isEmpty() || audience.length() > 128) throw in.bad("audience", "must have 1 to 128 characters");
        in.end();
        return new Offer.Channel(versions, audience);
    }
}
