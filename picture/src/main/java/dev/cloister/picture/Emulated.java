package dev.cloister.picture;

/// What is said wherever evidence of an emulated chip is shown.
final class Emulated {
    static final String SHORT = "EMULATED: a program plays the chip, no hardware stands behind this";

    static final String LONG = "The chip that signed this evidence is a program. Formats and checks are the real ones;"
            + " the protection is not: whoever runs the host could read this guest, and could sign evidence like this.";

    private Emulated() {}
}
