package dev.cloister.cli.drill.attack;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonArray;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.bytes.Secret;
import dev.cloister.cli.home.BrokerClient;
import dev.cloister.cli.home.Home;
import dev.cloister.cli.proof.ReleasePolicy;
import dev.cloister.emulator.EmulatedVendor;
import dev.cloister.emulator.Launch;
import dev.cloister.evidence.appraisal.TrustPolicy;
import dev.cloister.machine.Backend;
import dev.cloister.machine.BootSet;
import dev.cloister.machine.GuestSpec;
import dev.cloister.machine.Guests;
import dev.cloister.machine.Start;
import dev.cloister.protocol.KbsError;
import dev.cloister.protocol.guest.Attested;
import dev.cloister.protocol.guest.Ended;
import dev.cloister.protocol.guest.Fetched;
import dev.cloister.protocol.guest.Pins;
import dev.cloister.protocol.guest.Reply;
import dev.cloister.protocol.guest.Session;
import dev.cloister.protocol.guest.Wanted;
import dev.cloister.protocol.jose.Jwk;
import dev.cloister.workload.CloisterToml;
import dev.cloister.workload.InitData;
import dev.cloister.workload.InitDataDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the attacks have in common: an owner with images and a broker, and the host's hands on everything that a host
/// has. Made for one drill, in a home of its own.
public final class Scene implements AutoCloseable {
    /// Name of the image that is attacked.
    public static final String IMAGE = "attacked";

    private static final int MEMORY_MIB = 512;

    private final Home home;
    private final BootSet bootSet;
    private final Path qemu;
    private final BrokerClient owner;
    private final Protecting protecting;
    private final Sought sought;
    private final Path folder;
    private final Wire wire;
    private final Map<String, Target> targets = new HashMap<>();
    private Optional<Watched> watched = Optional.empty();

    /// The owner's step.
    @FunctionalInterface
    public interface Protecting {
        /// Seals an image whose content this name makes, stores its key, and returns the sealed folder.
        Path protect(String name) throws IOException, Malformed;
    }

    /// @param folder for what attacks write
    public Scene(
            Home home,
            BootSet bootSet,
            Path qemu,
            BrokerClient owner,
            Protecting protecting,
            Sought sought,
            Path folder) {
        this.home = home;
        this.bootSet = bootSet;
        this.qemu = qemu;
        this.owner = owner;
        this.protecting = protecting;
        this.sought = sought;
        this.folder = folder;
        this.wire = new Wire(owner.url());
    }

    /// The image that is attacked.
    public Target image() throws IOException, Malformed {
        return image(IMAGE);
    }

    /// Another image of the same owner, sealed when it is first asked for.
    public Target image(String name) throws IOException, Malformed {
        Target known = targets.get(name);
        if (known != null) {
            return known;
        }
        Target made = Target.of(protecting.protect(name));
        targets.put(name, made);
        return made;
    }

    /// What the host must not see.
    public Sought sought() {
        return sought;
    }

    public BootSet bootSet() {
        return bootSet;
    }

    /// The owner at the broker. No attack uses it for what it tries, only for what the owner does and sees.
    public BrokerClient owner() {
        return owner;
    }

    /// Anybody's way to the broker.
    public Wire wire() {
        return wire;
    }

    /// A place for a file of the host's.
    public Path file(String name) {
        return folder.resolve(name);
    }

    public EmulatedVendor vendor() throws IOException, Malformed {
        return EmulatedVendor.open(home.emulator());
    }

    /// What the owner accepts: `strict-1`, with this one emulated root.
    public TrustPolicy trustPolicy() throws IOException, Malformed {
        return TrustPolicy.strict1().withRoots(vendor().root()).named("emulated");
    }

    public Guests guests() {
        return new Guests(home.guests());
    }

    /// The guest as the owner wants it.
    public GuestSpec spec(String name) throws IOException, Malformed {
        Target image = image();
        return new GuestSpec(
                name,
                1,
                MEMORY_MIB,
                List.of(),
                image.blob(),
                device(name, InitDataDevice.encode(image.initData())),
                image.initData().digest(),
                bootSet.folder().toAbsolutePath(),
                qemu,
                new Backend.Emulated(home.emulator()),
                owner.url());
    }

    /// A disk of the host's.
    public Path device(String name, byte[] content) throws IOException {
        return Files.write(file(name + ".img"), content).toAbsolutePath();
    }

    /// QEMU with more arguments, which win over those that `machine` gives it; a host runs what it likes as QEMU.
    public Path qemuWith(String name, String... arguments) throws IOException {
        StringBuilder more = new StringBuilder();
        for (String argument : arguments) {
            more.append(" '").append(argument.replace("'", "'\\''")).append('\'');
        }
        return qemuScript(name, "exec '" + qemu + "' \"$@\"" + more);
    }

    /// A program that runs as QEMU; `QEMU` is the real one in it.
    public Path qemuScript(String name, String script) throws IOException {
        Path file = file(name + ".qemu");
        Files.writeString(file, """
                #!/bin/sh
                QEMU='%s'
                [ "$1" != --version ] || exec "$QEMU" --version
                %s
                """.formatted(qemu, script));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"))
                .toAbsolutePath();
    }

    /// A boot set that has this in place of one of its files.
    public Path bootSetWith(String name, String part, byte[] content) throws IOException {
        return BootSetCopy.withFile(bootSet, file(name + ".bootset"), part, content)
                .toAbsolutePath();
    }

    /// A boot set whose command line goes on like this.
    public Path bootSetWithCommandLine(String name, String more) throws IOException {
        return BootSetCopy.withCommandLine(bootSet, file(name + ".bootset"), more)
                .toAbsolutePath();
    }

    /// Starts it, tells how that ended, and ends it if it runs.
    public Outcome start(GuestSpec spec) throws IOException, Malformed, InterruptedException {
        int before = activations(spec.hostData());
        Guests guests = guests();
        try {
            return switch (guests.start(spec, stage -> {})) {
                case Start.Running _ ->
                    Outcome.succeeded(
                            "its container ran", "a guest that it trusted, and gave the image's key", "a release");
                case Start.NotStarted(var reason) ->
                    new Judgement(owner).of(reason, activations(spec.hostData()) > before);
            };
        } finally {
            guests.stop(spec.name(), Duration.ZERO);
            guests.remove(spec.name());
        }
    }

    /// How often guests with this init-data were trusted so far.
    public int activations(Bytes initData) throws IOException, Malformed {
        return owner.activations(initData) instanceof JsonArray list
                ? list.items().size()
                : 0;
    }

    /// The launch that the owner approved, as the chip signs it.
    public Launch launch() throws IOException, Malformed {
        return launch(bootSet.measurement(BootSet.Profile.EMULATED, 1), image().initData());
    }

    public Launch launch(Bytes measurement, InitData initData) {
        return new Launch(measurement, initData.digest(), Launch.PLAIN_POLICY);
    }

    /// The right guest, without a VM.
    public BareGuest guest() throws IOException, Malformed {
        return guest(new Chip(vendor(), launch()), image().initData());
    }

    /// A guest of another launch.
    public BareGuest guest(Launch launch) throws IOException, Malformed {
        return guest(new Chip(vendor(), launch), image().initData());
    }

    /// A guest that believes in the broker of this init-data.
    public BareGuest guest(Chip chip, InitData initData) {
        return new BareGuest(wire, pins(initData), chip, initData.text());
    }

    public static Pins pins(InitData initData) {
        CloisterToml.Broker broker = initData.cloister().broker();
        List<Jwk> roots =
                broker.keys().stream().map(key -> new Jwk(key.x(), key.y())).toList();
        return new Pins(broker.audience(), roots, broker.epoch());
    }

    /// What came of attesting; a session means that the attack succeeded.
    public Outcome outcome(Attested attested) throws IOException, Malformed {
        return switch (attested) {
            case Ended end -> new Judgement(owner).of(end);
            case Session session -> {
                String activation = session.activation();
                session.close();
                yield Outcome.succeeded("a session", "trusted, activation " + activation, "an activation");
            }
        };
    }

    /// What the image's guest asks for: its key, and its secret, which comes last.
    public List<Wanted> wanted() throws IOException, Malformed {
        CloisterToml pins = image().initData().cloister();
        List<Wanted> wanted =
                new ArrayList<>(List.of(new Wanted(pins.root().key().text(), 1)));
        pins.secrets().forEach(secret -> wanted.add(new Wanted(secret.path().text(), secret.min())));
        return wanted;
    }

    /// A session of the right guest, for attacks on what comes then.
    public Session session(BareGuest guest) throws IOException, InterruptedException {
        if (guest.attest() instanceof Session session) {
            return session;
        }
        throw new IOException("the right guest got no session");
    }

    /// What the right guest gets, for attacks on what comes then.
    public Fetched.Released released(Session session, List<Wanted> wanted) throws IOException, InterruptedException {
        if (session.resources(wanted) instanceof Fetched.Released released) {
            return released;
        }
        throw new IOException("the right guest did not get what it may have");
    }

    /// Attests, and asks for resources if that gave a session.
    public Outcome outcome(BareGuest guest, List<Wanted> wanted) throws IOException, Malformed, InterruptedException {
        Attested attested = guest.attest();
        if (!(attested instanceof Session session)) {
            return outcome(attested);
        }
        try (session) {
            return outcome(session.resources(wanted));
        }
    }

    /// What came of asking for resources; getting them means that the attack succeeded.
    public Outcome outcome(Fetched fetched) throws IOException, Malformed {
        return switch (fetched) {
            case Fetched.Released released -> {
                released.close();
                yield Outcome.succeeded("what it asked for", "a release", "a release");
            }
            case Fetched.Denied denied -> new Judgement(owner).of(denied.caseNumber(), denied.code());
            case Ended end -> new Judgement(owner).of(end);
        };
    }

    /// A secret of the owner's for the image's guest, stored anew under this name; its path.
    public String secret(String name, String content) throws IOException, Malformed {
        return secret(name, content, releasePolicy().toJson());
    }

    /// The same, and the owner lets guests have it that speak plain KBS.
    public String plainSecret(String name, String content) throws IOException, Malformed {
        JsonObject.Builder policy = Json.object();
        releasePolicy().toJson().members().forEach(policy::put);
        policy.put("clients", Json.array(List.of(Json.text("channel"), Json.text("plain-kbs"))));
        return secret(name, content, policy.build());
    }

    private ReleasePolicy releasePolicy() throws IOException, Malformed {
        return new ReleasePolicy(
                trustPolicy(),
                List.of(new ReleasePolicy.Approved(launch().measurement(), "drill")),
                List.of(new ReleasePolicy.Approved(image().initData().digest(), "drill")));
    }

    private String secret(String name, String content, JsonObject policy) throws IOException, Malformed {
        String path = "drill/secret/" + name;
        owner.storeReleasePolicy(path, policy);
        try (Secret secret = Secret.of(Bytes.utf8(content).array())) {
            owner.storeResource(path, secret);
        }
        return path;
    }

    /// An answer of the broker that says no under a case number.
    public Outcome outcome(Reply reply, String guest) throws IOException, Malformed {
        for (var code : dev.cloister.protocol.Outcome.values()) {
            String number = code == dev.cloister.protocol.Outcome.OK ? "" : KbsError.caseNumber(code, reply.body());
            if (!number.isEmpty()) {
                return new Judgement(owner).of(number, guest);
            }
        }
        return Outcome.succeeded(guest, "an answer with status " + reply.status(), Outcome.SAW_NOTHING);
    }

    /// One running guest for all attacks that need no other, started when it is first asked for, in the year 2001 by
    /// its hardware's clock.
    public Watched watched() throws IOException, Malformed, InterruptedException {
        if (watched.isPresent() && !watched.get().guest().phase().ended()) {
            return watched.get();
        }
        unwatch();
        Watched started = Watched.start(this, "watched", "2001-02-03T04:05:06");
        watched = Optional.of(started);
        return started;
    }

    private void unwatch() throws IOException {
        if (watched.isPresent()) {
            watched.get().close();
            watched = Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        try (wire) {
            unwatch();
        }
    }
}
