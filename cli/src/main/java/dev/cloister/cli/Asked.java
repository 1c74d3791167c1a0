package dev.cloister.cli;

import dev.cloister.bytes.Malformed;
import dev.cloister.cli.yaml.ContainerYaml;
import dev.cloister.workload.ConfidentialContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What a command line names: an image, or a document that names one.
///
/// @param folder where files that the document names lie; the working folder where there is no document
record Asked(String image, Optional<ConfidentialContainer> document, Path folder) {

    /// Empty when neither says which image.
    static Optional<Asked> of(Optional<String> image, Optional<Path> file) throws IOException, Malformed {
        Optional<ConfidentialContainer> document =
                file.isPresent() ? Optional.of(ContainerYaml.read(file.get())) : Optional.empty();
        Path folder = file.map(SealedPlace::folderOf).orElse(Path.of(""));
        return image.or(() -> document.map(ConfidentialContainer::image))
                .map(named -> new Asked(named, document, folder));
    }
}
