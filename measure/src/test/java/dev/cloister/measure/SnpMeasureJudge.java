package dev.cloister.measure;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Digests;
import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.vectors.Catalog;
import dev.cloister.vectors.CatalogEntry;
import dev.cloister.vectors.CatalogEntry.Listed;
import dev.cloister.vectors.CatalogLoop;
import dev.cloister.vectors.Disagreements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// What the words of the catalogue's folder `snp-measure` ask of launch digests and ID blocks.
final class SnpMeasureJudge implements CatalogLoop.Judge {
    /// Reads a file that a list of cases names.
    interface Files {
        byte[] read(String name) throws IOException;
    }

    private static final int DEPTH = 8;
    private static final int ID_BLOCK_SIGNATURE = 0x040;
    private static final int ID_KEY_SIGNATURE = 0x680;

    @Override
    public void judge(Catalog catalog, CatalogEntry entry, Disagreements found) throws IOException, Malformed {
        Optional<JsonObject> facts = switch (entry.verdict().orElse("none")) {
            case "EQUAL" -> Optional.of(equal(catalog, entry, found));
            case "ACCEPT" -> Optional.of(accept(catalog, entry));
            default -> {
                found.add(
                        "verdict",
                        "a word that this loop knows",
                        entry.verdict().orElse("none"));
                yield Optional.empty();
            }
        };
        if (facts.isPresent() && entry.facts().isPresent()) {
            found.facts("", entry.facts().get(), facts.get());
        }
    }

    private static JsonObject equal(Catalog catalog, CatalogEntry entry, Disagreements found)
            throws IOException, Malformed {
        Listed list = entry.files().stream()
                .filter(file -> file.plainName().endsWith(".json"))
                .findFirst()
                .orElseThrow(() -> new IOException("no list of cases"));
        byte[] json = catalog.file(entry, list).array();
        return cases(json, name -> catalog.file(entry, name).array(), found);
    }

    /// All cases of one firmware; gives the facts that the entry tells of them.
    static JsonObject cases(byte[] json, Files files, Disagreements found) throws IOException, Malformed {
        JsonFields vector = JsonFields.parse("cases", json, DEPTH);
        byte[] image = files.read(vector.text("ovmf_file"));
        found.compare("ovmf_size", vector.number("ovmf_size"), (long) image.length);
        Firmware firmware = Firmware.parse(image);
        found.compare("ovmf_launch_hash", vector.hex("ovmf_launch_hash", 48), firmware.launchDigest());
        found.compare("ovmf_gpa", Long.decode(vector.text("ovmf_gpa")), firmware.gpa());
        metadata(vector.object("metadata"), firmware, found);
        int number = 0;
        int confirmed = 0;
        for (JsonFields one : vector.objects("cases")) {
            Bytes digest = launch(firmware, one, "case " + number + " ", found).digest();
            found.compare("case " + number + " launch_digest", one.hex("launch_digest", 48), digest);
            confirmed += one.texts("confirmed_by").isEmpty() ? 0 : 1;
            one.end();
            number++;
        }
        vector.end();
        return Json.object()
                .put("cases", number)
                .put("confirmed_by_reference_tests", confirmed)
                .build();
    }

    private static void metadata(JsonFields metadata, Firmware firmware, Disagreements found) throws Malformed {
        found.compare("reset_eip", Long.decode(metadata.text("reset_eip")), firmware.resetEip());
        long table = metadata.optionalText("hashes_table_gpa").map(Long::decode).orElse(0L);
        found.compare(
                "hashes_table_gpa",
                table,
                firmware.hashesTable().map(HashesArea::gpa).orElse(0L));
        int index = 0;
        found.compare(
                "sections",
                metadata.array("sections").size(),
                firmware.sections().size());
        for (JsonFields section : metadata.objects("sections")) {
            Section got = firmware.sections().get(index);
            String name = "section " + index++ + " ";
            found.compare(name + "gpa", Long.decode(section.text("gpa")), got.gpa());
            found.compare(name + "size", Long.decode(section.text("size")), got.sizeBytes());
            found.compare(name + "type", section.number("type"), got.kind().number());
            section.end();
        }
        metadata.end();
    }

    private static SnpLaunch launch(Firmware firmware, JsonFields one, String name, Disagreements found)
            throws Malformed {
        int signature = Integer.decode(one.text("vcpu_sig"));
        Optional<String> type = one.optionalText("vcpu_type");
        if (type.isPresent()) {
            int known = VcpuType.named(type.get()).map(VcpuType::signature).orElse(0);
            found.compare(name + "vcpu_sig of " + type.get(), signature, known);
        }
        Vmm vmm = Vmm.valueOf(one.text("vmm").toUpperCase(Locale.ROOT));
        int vcpus = (int) one.number("vcpus");
        long features = Long.decode(one.text("guest_features"));
        return new SnpLaunch(vmm, firmware, hashes(one, name, found), signature, vcpus, features);
    }

    private static Optional<KernelHashes> hashes(JsonFields one, String name, Disagreements found) throws Malformed {
        Optional<String> cmdline = one.optionalText("cmdline");
        if (cmdline.isEmpty()) {
            for (String other : new String[] {"kernel_sha256", "initrd_sha256", "kernel_hex", "initrd_hex"}) {
                found.compare(name + other, true, one.optionalValue(other).isEmpty());
            }
            return Optional.empty();
        }
        Bytes kernel = one.hex("kernel_sha256", 32);
        Bytes initrd = one.hex("initrd_sha256", 32);
        if (one.optionalValue("kernel_hex").isPresent()) {
            found.compare(name + "kernel_sha256", kernel, Digests.sha256(one.hex("kernel_hex")));
        }
        if (one.optionalValue("initrd_hex").isPresent()) {
            found.compare(name + "initrd_sha256", initrd, Digests.sha256(one.hex("initrd_hex")));
        }
        return Optional.of(new KernelHashes(kernel, initrd, KernelHashes.cmdlineDigest(cmdline.get())));
    }

    /// ID authentication information with the keys and signatures that are in it. The block that was signed
    /// is not among the files, and the author's signature needs none.
    private static JsonObject accept(Catalog catalog, CatalogEntry entry) throws IOException, Malformed {
        byte[] raw = content(catalog, entry, "ID authentication information");
        IdAuthentication parsed = IdAuthentication.parse(raw);
        IdAuthentication.Author author =
                parsed.author().orElseThrow(() -> new Malformed("IdAuthentication", "author", -1, "is missing"));
        boolean authorSigned =
                !parsed.faults(IdBlock.of(Bytes.of(new byte[48]), 0)).contains(IdAuthentication.Fault.ID_KEY_SIGNATURE);
        boolean same = parsed.encode().equals(Bytes.of(raw));
        boolean idSignature = holds(raw, ID_BLOCK_SIGNATURE, content(catalog, entry, "ID block signature"));
        boolean keySignature = holds(raw, ID_KEY_SIGNATURE, content(catalog, entry, "signature of the ID key"));
        if (!same || !idSignature || !keySignature) {
            throw new IOException("the block is encoded anew as itself: " + same + ", has the ID block's signature: "
                    + idSignature + ", has the ID key's: " + keySignature);
        }
        return Json.object()
                .put(
                        "checks",
                        Json.object()
                                .put("id_key_in_block", parsed.idKey().equals(key(catalog, entry, "test ID key")))
                                .put("author_key_in_block", author.key().equals(key(catalog, entry, "test author key")))
                                .put("author_signs_id_key", authorSigned)
                                .build())
                .put("id_key_digest", parsed.idKey().digest().hex())
                .put("author_key_digest", author.key().digest().hex())
                .build();
    }

    private static byte[] content(Catalog catalog, CatalogEntry entry, String role) throws IOException {
        Listed file = entry.files().stream()
                .filter(listed -> listed.role().startsWith(role))
                .findFirst()
                .orElseThrow(() -> new IOException("no " + role));
        return catalog.file(entry, file).array();
    }

    private static boolean holds(byte[] block, int offset, byte[] part) {
        return Arrays.equals(block, offset, offset + part.length, part, 0, part.length);
    }

    private static IdKey key(Catalog catalog, CatalogEntry entry, String role) throws IOException {
        String pem = new String(content(catalog, entry, role), StandardCharsets.US_ASCII);
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        try {
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            return IdKey.of(key);
        } catch (GeneralSecurityException e) {
            throw new IOException(role + " is not a P-384 key in PKCS#8", e);
        }
    }
}
