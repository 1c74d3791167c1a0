package dev.cloister.machine;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What one guest is started with. All paths are absolute.
///
/// @param name 1 to 63 of a-z, 0-9 and `-`, not beginning with `-`
/// @param cpus 1 to 8; enters the launch measurement; emulated ones share one processor of the host
/// @param memoryMiB [#MIN_MEMORY_MIB] to [#MAX_MEMORY_MIB]
/// @param ports to publish on the host's loopback address, no host port twice
/// @param sealedRoot the sealed image's blob, opened read-only
/// @param initDataImage what the init-data device shows, opened read-only
/// @param hostData HOST_DATA, 32 bytes: the digest of the init-data
/// @param bootSet folder of firmware, kernel, initrd and manifest
/// @param qemu the program `qemu-system-x86_64`
/// @param backend what protects it and vouches for it
/// @param brokerUrl `http` or `https` URL that the guest's way to the broker leads to
public record GuestSpec(
        String name,
        int cpus,
        int memoryMiB,
        List<PublishedPort> ports,
        Path sealedRoot,
        Path initDataImage,
        Bytes hostData,
        Path bootSet,
        Path qemu,
        Backend backend,
        String brokerUrl) {

    /// Most virtual CPUs that a guest may have.
    public static final int MAX_CPUS = 8;

    /// Least memory that a guest may have, in MiB: with 352 the initrd unpacks and the agent speaks, with 320 it does
    /// not fit.
    public static final int MIN_MEMORY_MIB = 384;

    /// Most memory that a guest may have, in MiB.
    public static final int MAX_MEMORY_MIB = 65536;

    private static final String STRUCTURE = "GuestSpec";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public GuestSpec {
        ports = List.copyOf(ports);
        require(isName(name), "a guest's name is 1 to 63 of a-z, 0-9 and -, not " + name);
        require(cpus >= 1 && cpus <= MAX_CPUS, "cpus is 1 to " + MAX_CPUS + ", not " + cpus);
        require(
                memoryMiB >= MIN_MEMORY_MIB && memoryMiB <= MAX_MEMORY_MIB,
                "memory is " + MIN_MEMORY_MIB + " to " + MAX_MEMORY_MIB + " MiB, not " + memoryMiB);
        require(hostData.length() == 32, "host data has 32 bytes, not " + hostData.length());
        Set<Integer> hostPorts = new HashSet<>();
        for (PublishedPort port : ports) {
            require(hostPorts.add(port.host()), "host port " + port.host() + " is published twice");
        }
        for (Path path : List.of(sealedRoot, initDataImage, bootSet, qemu)) {
            require(path.isAbsolute(), "paths of a guest are absolute, " + path + " is not");
        }
        require(isBrokerUrl(brokerUrl), "a broker's URL is http://HOST:PORT or https://HOST:PORT, not " + brokerUrl);
    }

    /// May a guest be called so? To be asked before a name of a user's becomes part of a spec.
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private static boolean isBrokerUrl(String url) {
        try {
            URI uri = new URI(url);
            boolean scheme = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return scheme && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /// The same with other virtual CPUs.
    public GuestSpec withCpus(int count) {
        return new GuestSpec(
                name, count, memoryMiB, ports, sealedRoot, initDataImage, hostData, bootSet, qemu, backend, brokerUrl);
    }

    /// The same with other published ports.
    public GuestSpec withPorts(List<PublishedPort> published) {
        return new GuestSpec(
                name,
                cpus,
                memoryMiB,
                published,
                sealedRoot,
                initDataImage,
                hostData,
                bootSet,
                qemu,
                backend,
                brokerUrl);
    }

    /// The same with another image.
    public GuestSpec withSealedRoot(Path blob) {
        return new GuestSpec(
                name, cpus, memoryMiB, ports, blob, initDataImage, hostData, bootSet, qemu, backend, brokerUrl);
    }

    /// The same with another init-data device, whose digest it does not change.
    public GuestSpec withInitDataImage(Path image) {
        return new GuestSpec(
                name, cpus, memoryMiB, ports, sealedRoot, image, hostData, bootSet, qemu, backend, brokerUrl);
    }

    /// The same with another HOST_DATA.
    public GuestSpec withHostData(Bytes digest) {
        return new GuestSpec(
                name, cpus, memoryMiB, ports, sealedRoot, initDataImage, digest, bootSet, qemu, backend, brokerUrl);
    }

    /// The same with another boot set.
    public GuestSpec withBootSet(Path folder) {
        return new GuestSpec(
                name, cpus, memoryMiB, ports, sealedRoot, initDataImage, hostData, folder, qemu, backend, brokerUrl);
    }

    /// The same with another QEMU.
    public GuestSpec withQemu(Path program) {
        return new GuestSpec(
                name,
                cpus,
                memoryMiB,
                ports,
                sealedRoot,
                initDataImage,
                hostData,
                bootSet,
                program,
                backend,
                brokerUrl);
    }

    /// The same with another way to a broker.
    public GuestSpec withBrokerUrl(String url) {
        return new GuestSpec(
                name, cpus, memoryMiB, ports, sealedRoot, initDataImage, hostData, bootSet, qemu, backend, url);
    }

    public JsonObject toJson() {
        List<Json> published = new ArrayList<>();
        for (PublishedPort port : ports) {
            published.add(Json.object()
                    .put("host", port.host())
                    .put("guest", port.guest())
                    .build());
        }
        JsonObject.Builder json = Json.object()
                .put("name", name)
                .put("cpus", cpus)
                .put("memoryMiB", memoryMiB)
                .put("ports", Json.array(published))
                .put("sealedRoot", sealedRoot.toString())
                .put("initDataImage", initDataImage.toString())
                .put("hostData", hostData.hex())
                .put("bootSet", bootSet.toString())
                .put("qemu", qemu.toString());
        backend.write(json);
        return json.put("brokerUrl", brokerUrl).build();
    }

    public static GuestSpec fromJson(JsonFields json) throws Malformed {
        List<PublishedPort> ports = new ArrayList<>();
        for (JsonFields port : json.objects("ports")) {
            ports.add(new PublishedPort((int) port.number("host", 1, 65535), (int) port.number("guest", 1, 65535)));
            port.end();
        }
        GuestSpec spec;
        try {
            spec = new GuestSpec(
                    json.text("name"),
                    (int) json.number("cpus", 1, MAX_CPUS),
                    (int) json.number("memoryMiB", MIN_MEMORY_MIB, MAX_MEMORY_MIB),
                    ports,
                    Path.of(json.text("sealedRoot")),
                    Path.of(json.text("initDataImage")),
                    json.hex("hostData", 32),
                    Path.of(json.text("bootSet")),
                    Path.of(json.text("qemu")),
                    Backend.read(json),
                    json.text("brokerUrl"));
        } catch (IllegalArgumentException e) {
            throw new Malformed(STRUCTURE, "", -1, String.valueOf(e.getMessage()));
        }
        json.end();
        return spec;
    }
}
