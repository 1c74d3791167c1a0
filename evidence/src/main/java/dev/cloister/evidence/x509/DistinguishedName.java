package dev.cloister.evidence.x509;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Malformed;
import java.util.ArrayList;
import java.util.List;

/// A certificate's subject or issuer: attribute after attribute, as encoded (RFC 5280 section 4.1.2.4).
///
/// Two names are the same here if they are the same bytes; vendors write them that way.
///
/// @param commonName the first common name, or a word that there is none; printable ASCII
public record DistinguishedName(Bytes encoded, List<Attribute> attributes, String commonName) {
    /// One attribute; `type` is the content of its OBJECT IDENTIFIER.
    public record Attribute(Bytes type, String value) {}

    private static final Bytes COMMON_NAME = Bytes.hex("550403");

    public DistinguishedName {
        attributes = List.copyOf(attributes);
    }

    static DistinguishedName parse(String structure, String field, Bytes encoded) throws Malformed {
        Der outer = Der.of(structure, encoded);
        Der names = outer.inside(field, Der.SEQUENCE);
        outer.end();
        List<Attribute> attributes = new ArrayList<>();
        while (names.hasMore()) {
            Der set = names.inside("relative", Der.SET);
            while (set.hasMore()) {
                attributes.add(attribute(set.inside("attribute", Der.SEQUENCE)));
            }
        }
        return new DistinguishedName(encoded, attributes, commonName(attributes));
    }

    private static Attribute attribute(Der in) throws Malformed {
        Bytes type = in.content("type", Der.OBJECT_IDENTIFIER);
        Der.Value value = in.value("value");
        in.end();
        boolean text =
                value.tag() == Der.UTF8_STRING || value.tag() == Der.PRINTABLE_STRING || value.tag() == Der.IA5_STRING;
        return new Attribute(type, text ? in.ascii("value", value.content()) : "#" + value.content());
    }

    private static String commonName(List<Attribute> attributes) {
        return attributes.stream()
                .filter(attribute -> attribute.type.equals(COMMON_NAME))
                .map(Attribute::value)
                .findFirst()
                .orElse("(no common name)");
    }

    /// Whether all attributes but the common name are those of `other`, in any order.
    public boolean sameOrganisation(DistinguishedName other) {
        return organisation().equals(other.organisation());
    }

    private List<Attribute> organisation() {
        return attributes.stream()
                .filter(attribute -> !attribute.type.equals(COMMON_NAME))
                .sorted((a, b) -> a.type.equals(b.type) ? a.value.compareTo(b.value) : a.type.compareTo(b.type))
                .toList();
    }
}
