package dev.cloister.evidence.snp;

import java.util.Optional;

/// AMD's families of chips that share keys and a TCB layout (AMD 57230; models from AMD 56860 and public
/// tools).
public enum ProductLine {
    MILAN("Milan", TcbVersion.Layout.MILAN_GENOA),
    GENOA("Genoa", TcbVersion.Layout.MILAN_GENOA),
    TURIN("Turin", TcbVersion.Layout.TURIN);

    private static final int FAMILY_ZEN_3_4 = 0x19;
    private static final int FAMILY_ZEN_5 = 0x1a;

    private final String title;
    private final TcbVersion.Layout layout;

    ProductLine(String title, TcbVersion.Layout layout) {
        this.title = title;
        this.layout = layout;
    }

    /// By combined family and model. Bergamo and Siena (models 0xa0 to 0xaf) share Genoa's keys.
    static Optional<ProductLine> of(Cpuid cpuid) {
        int model = cpuid.model();
        return switch (cpuid.family()) {
            case FAMILY_ZEN_3_4 -> {
                if (model <= 0x0f) {
                    yield Optional.of(MILAN);
                }
                boolean genoa = model <= 0x1f || model >= 0xa0 && model <= 0xaf;
                yield genoa ? Optional.of(GENOA) : Optional.empty();
            }
            case FAMILY_ZEN_5 -> model <= 0x11 ? Optional.of(TURIN) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /// From a certificate's product name such as `Milan-B0` or `Genoa`; a stepping behind the name is not
    /// looked at, as some certificates carry a wrong one.
    public static Optional<ProductLine> ofProductName(String name) {
        for (ProductLine line : values()) {
            if (name.equals(line.title) || name.startsWith(line.title + "-")) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /// As AMD spells it, `Milan`.
    public String title() {
        return title;
    }

    public TcbVersion.Layout layout() {
        return layout;
    }
}
