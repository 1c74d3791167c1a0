package dev.cloister.machine;

import dev.cloister.bytes.Json;
import dev.cloister.bytes.JsonFields;
import dev.cloister.bytes.JsonObject;
import dev.cloister.bytes.Malformed;
import dev.cloister.machine.host.MemoryEncryption;
import java.nio.file.Path;
import java.util.Optional;

/// What keeps a guest's memory from this host and vouches for the guest. Which one a guest runs on is decided once,
/// before it is started, and never changed for another one because something is missing.
public sealed interface Backend {

    /// A program of this host plays the chip: the same VM and evidence, and no protection.
    ///
    /// @param home folder of the emulated vendor, absolute
    record Emulated(Path home) implements Backend {
        public Emulated {
            if (!home.isAbsolute()) {
                throw new IllegalArgumentException("paths of a guest are absolute, " + home + " is not");
            }
        }
    }

    /// AMD SEV-SNP by QEMU and KVM.
    ///
    /// @param encryption this processor's, which QEMU compares with what it finds
    /// @param idBlock what the launch must be, signed by the owner; none asks the chip to accept any launch
    record Snp(MemoryEncryption encryption, Optional<SignedIdBlock> idBlock) implements Backend {

        /// POLICY of a guest without an ID block: SMT allowed; no debugging, no migration (AMD 56860, GUEST_POLICY).
        static final long PLAIN_POLICY = 0x30000;

        /// POLICY that the guest is launched with; the chip refuses another one than its ID block names.
        long policy() {
            return idBlock.map(SignedIdBlock::policy).orElse(PLAIN_POLICY);
        }
    }

    /// `emulated` or `snp`, as options and status files write it.
    default String word() {
        return switch (this) {
            case Emulated _ -> "emulated";
            case Snp _ -> "snp";
        };
    }

    /// Whether nothing protects the guest from this host.
    default boolean emulated() {
        return switch (this) {
            case Emulated _ -> true;
            case Snp _ -> false;
        };
    }

    /// Which of the boot set's command lines its kernel gets.
    default BootSet.Profile profile() {
        return switch (this) {
            case Emulated _ -> BootSet.Profile.EMULATED;
            case Snp _ -> BootSet.Profile.HARDWARE;
        };
    }

    /// Adds `emulatorHome` or `snp`.
    default void write(JsonObject.Builder json) {
        switch (this) {
            case Emulated emulated -> json.put("emulatorHome", emulated.home().toString());
            case Snp snp -> {
                JsonObject.Builder object = Json.object()
                        .put("cbitPosition", snp.encryption.cbitPosition())
                        .put("reducedPhysBits", snp.encryption.reducedPhysBits());
                snp.idBlock.ifPresent(
                        signed -> object.put("idBlock", signed.block().hex())
                                .put("idAuthentication", signed.authentication().hex()));
                json.put("snp", object.build());
            }
        }
    }

    static Backend read(JsonFields json) throws Malformed {
        Optional<JsonFields> snp = json.optionalObject("snp");
        if (snp.isEmpty()) {
            return new Emulated(Path.of(json.text("emulatorHome")));
        }
        JsonFields fields = snp.get();
        MemoryEncryption encryption = new MemoryEncryption(
                (int) fields.number("cbitPosition", 0, 63), (int) fields.number("reducedPhysBits", 1, 63));
        Optional<SignedIdBlock> idBlock = Optional.empty();
        if (fields.optionalText("idBlock").isPresent()) {
            idBlock = Optional.of(new SignedIdBlock(
                    fields.hex("idBlock", SignedIdBlock.BLOCK_SIZE),
                    fields.hex("idAuthentication", SignedIdBlock.AUTHENTICATION_SIZE)));
        }
        fields.end();
        return new Snp(encryption, idBlock);
    }
}
