package dev.cloister.evidence;

import dev.cloister.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Files beside each other, told apart by their names; and the certificates of a report's chip where Trustee keeps
/// them, in the folder `vcek`, then the chip's id.
record FolderEndorsements(Path folder) implements Endorsements {
    private static final Pattern LIST = Pattern.compile(".*\\.crl(\\.der|\\.pem)?");
    private static final Pattern CERTIFICATE = Pattern.compile(".*\\.(der|pem|crt|cer)");
    private static final Pattern DOCUMENT = Pattern.compile(".*\\.json");
    private static final long MAX_FILE = 1 << 20;
    private static final String CHIPS = "vcek";
    private static final int SHORT_ID = 8;

    @Override
    public List<Bytes> certificates(Evidence evidence) throws IOException {
        List<Bytes> found = new ArrayList<>(read(folder, FolderEndorsements::isCertificate));
        if (evidence instanceof Evidence.Snp snp) {
            for (String id : ids(snp.report().chipId())) {
                Path own = folder.resolve(CHIPS).resolve(id);
                found.addAll(Files.isDirectory(own) ? read(own, FolderEndorsements::isCertificate) : List.of());
            }
        }
        return found;
    }

    private static boolean isCertificate(String name) {
        return CERTIFICATE.matcher(name).matches() && !LIST.matcher(name).matches();
    }

    /// Whole, and as short as Turin's are.
    private static List<String> ids(Bytes chip) {
        return List.of(chip.hex(), chip.slice(0, SHORT_ID).hex());
    }

    @Override
    public List<Bytes> revocationLists(Evidence evidence) throws IOException {
        return read(folder, name -> LIST.matcher(name).matches());
    }

    @Override
    public List<Bytes> documents(Evidence evidence) throws IOException {
        return read(folder, name -> DOCUMENT.matcher(name).matches());
    }

    private static List<Bytes> read(Path folder, Predicate<String> wanted) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> wanted.test(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
        List<Bytes> contents = new ArrayList<>();
        for (Path file : files) {
            if (Files.size(file) > MAX_FILE) {
                throw new IOException(file + " is larger than " + MAX_FILE + " bytes");
            }
            contents.add(Bytes.of(Files.readAllBytes(file)));
        }
        return contents;
    }
}
