package dev.cloister.image;

import dev.cloister.bytes.Malformed;
import dev.cloister.image.layout.LayoutWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Where an image lies, in the notation of skopeo. An empty tag stands for the only image there is.
///
/// A bare path is looked at; {@link #text} then says what it was taken for.
public sealed interface ImageReference {
    String FORMS = "oci:DIR[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:TAG]";

    /// How one comes here from elsewhere.
    String BRING = "; `skopeo copy docker://IMAGE oci:DIR` brings one from a registry";

    Path path();

    String tag();

    String scheme();

    /// An OCI image layout.
    record OciLayout(Path path, String tag) implements ImageReference {
        @Override
        public String scheme() {
            return "oci";
        }
    }

    /// An OCI image layout in one tar file.
    record OciArchive(Path path, String tag) implements ImageReference {
        @Override
        public String scheme() {
            return "oci-archive";
        }
    }

    /// What `docker save` writes.
    record DockerArchive(Path path, String tag) implements ImageReference {
        @Override
        public String scheme() {
            return "docker-archive";
        }
    }

    /// As skopeo writes it.
    default String text() {
        return scheme() + ":" + path() + (tag().isEmpty() ? "" : ":" + tag());
    }

    /// Reads the notation; a text without a known scheme is a path, whose content says what it is.
    static ImageReference parse(String text) throws IOException, Malformed {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        return switch (scheme) {
            case "oci" -> new OciLayout(path(text, rest), tagOf(rest));
            case "oci-archive" -> new OciArchive(path(text, rest), tagOf(rest));
            case "docker-archive" -> new DockerArchive(path(text, rest), tagOf(rest));
            case "docker", "docker-daemon", "containers-storage", "dir" ->
                throw new Malformed("image reference " + text, "", -1, scheme + ": is not read; use " + FORMS + BRING);
            default -> recognise(Path.of(text));
        };
    }

    private static ImageReference recognise(Path path) throws IOException, Malformed {
        if (Files.isDirectory(path)) {
            if (Files.exists(path.resolve("oci-layout"))) {
                return new OciLayout(path, "");
            }
            throw new Malformed(
                    path.toString(), "", -1, "is a folder without an oci-layout file, so not an image" + BRING);
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path + ": no such file or folder; an image is written as " + FORMS + BRING);
        }
        String marker = ArchiveBlobs.first(path, List.of(LayoutWriter.MARKER, DockerReader.INDEX))
                .orElseThrow(() -> new Malformed(
                        path.toString(), "", -1, "is an archive with neither oci-layout nor manifest.json in it"));
        return marker.equals(LayoutWriter.MARKER) ? new OciArchive(path, "") : new DockerArchive(path, "");
    }

    private static Path path(String whole, String rest) throws Malformed {
        int colon = rest.indexOf(':');
        String path = colon < 0 ? rest : rest.substring(0, colon);
        if (path.isEmpty()) {
            throw new Malformed("image reference " + whole, "", -1, "names no path; use " + FORMS);
        }
        return Path.of(path);
    }

    private static String tagOf(String rest) {
        int colon = rest.indexOf(':');
        return colon < 0 ? "" : rest.substring(colon + 1);
    }
}
