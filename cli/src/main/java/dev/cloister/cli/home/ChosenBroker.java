package dev.cloister.cli.home;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.protocol.jose.Jwk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A broker elsewhere that this home works with instead of one of its own, as it was when it was chosen: what answers
/// at
/// its address later must say that it has the same root keys.
///
/// @param url where it is reached from here
/// @param rootKeys thumbprints (RFC 7638)
/// @param owner whether this home's key administered it then
public record ChosenBroker(String url, String audience, List<String> rootKeys, boolean owner) {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_BYTES = 1 << 16;

    public ChosenBroker {
        rootKeys = List.copyOf(rootKeys);
    }

    /// What answers there now.
    ///
    /// @throws IOException when nothing does
    public static ChosenBroker at(String url, Home home) throws IOException, Malformed {
        BrokerClient client = new BrokerClient(url, key(home));
        JsonFields identity = client.identity().fields("broker identity");
        List<String> keys = new ArrayList<>();
        for (JsonFields key : identity.objects("rootKeys")) {
            keys.add(Jwk.parse(key).thumbprint());
        }
        return new ChosenBroker(url, identity.text("audience"), keys, client.isAdmin() && client.isAdmitted());
    }

    /// Empty where this home has a broker of its own.
    static Optional<ChosenBroker> of(Home home) throws IOException, Malformed {
        Path file = file(home);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new Malformed(file.toString(), "", -1, "is longer than " + MAX_BYTES + " bytes");
        }
        JsonFields fields = JsonFields.parse(file.toString(), Files.readAllBytes(file), MAX_DEPTH);
        return Optional.of(new ChosenBroker(
                fields.text("url"), fields.text("audience"), fields.texts("rootKeys"), fields.flag("owner")));
    }

    /// From now on.
    public void keep(Home home) throws IOException {
        Path beside = Files.createTempFile(home.create().state(), ".broker", "");
        Files.write(beside, (toJson().pretty() + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(beside, file(home), StandardCopyOption.ATOMIC_MOVE);
    }

    /// Back to a broker of this home's own.
    public static void forget(Home home) throws IOException {
        Files.deleteIfExists(file(home));
    }

    public JsonObject toJson() {
        return Json.object()
                .put("url", url)
                .put("audience", audience)
                .put("rootKeys", Json.array(rootKeys.stream().map(Json::text).toList()))
                .put("owner", owner)
                .build();
    }

    /// @throws IOException when nothing answers there, or another broker than the one that was chosen
    BrokerClient client(Home home) throws IOException, Malformed {
        ChosenBroker now;
        try {
            now = at(url, home);
        } catch (IOException e) {
            throw new IOException(
                    "the broker at " + url + ", which this home uses, cannot be reached; start it, or the tunnel to it;"
                            + " `cloister broker use home` goes back to a broker of this home's own",
                    e);
        }
        if (!now.audience.equals(audience) || !now.rootKeys.equals(rootKeys)) {
            throw new IOException("what answers at " + url + " is not the broker that this home uses: its root key is "
                    + String.join(", ", now.rootKeys) + ", not " + String.join(", ", rootKeys)
                    + "; nothing was sent to it; `cloister broker use " + url
                    + "` takes it, if you know why it changed");
        }
        return new BrokerClient(url, now.owner ? key(home) : Optional.empty());
    }

    private static Path file(Home home) {
        return home.state().resolve("broker-in-use.json");
    }

    private static Optional<PrivateKey> key(Home home) throws IOException, Malformed {
        return Files.exists(home.adminKey()) ? Optional.of(KeyFiles.readPrivate(home.adminKey())) : Optional.empty();
    }
}
