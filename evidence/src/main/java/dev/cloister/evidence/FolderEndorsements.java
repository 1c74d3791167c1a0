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

/// Files beside each other, told apart by their names.
record FolderEndorsements(Path folder) implements Endorsements {
    private static final Pattern LIST = Pattern.compile(".*\\.crl(\\.der|\\.pem)?");
    private static final Pattern CERTIFICATE = Pattern.compile(".*\\.(der|pem|crt|cer)");
    private static final Pattern DOCUMENT = Pattern.compile(".*\\.json");
    private static final long MAX_FILE = 1 << 20;

    @Override
    public List<Bytes> certificates(Evidence evidence) throws IOException {
        return read(name ->
                CERTIFICATE.matcher(name).matches() && !LIST.matcher(name).matches());
    }

    @Override
    public List<Bytes> revocationLists(Evidence evidence) throws IOException {
        return read(name -> LIST.matcher(name).matches());
    }

    @Override
    public List<Bytes> documents(Evidence evidence) throws IOException {
        return read(name -> DOCUMENT.matcher(name).matches());
    }

    private List<Bytes> read(Predicate<String> wanted) throws IOException {
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
