package dev.cloister.workload;

import dev.cloister.bytes.Malformed;

/// Name of a resource at a broker: three parts `repository/type/tag`, each `[A-Za-z0-9_-][A-Za-z0-9_.-]*`
/// (specs kbs-protocol 5), at most 256 characters.
public record ResourcePath(String text) {
    private static final int MAX_LENGTH = 256;
    private static final String SCHEME = "kbs:///";

    public ResourcePath {
        if (!isValid(text)) throw new IllegalArgumentException("not a resource path");
    }

    public static ResourcePath parse(String structure, String field, String text) throws Malformed {
        if (isValid(text)) return new ResourcePath(text);
        throw new Malformed(structure, field, -1, "must be a resource path such as default/image/key");
    }

    /// From `kbs:///repository/type/tag`, the form without a host.
    public static ResourcePath parseUri(String structure, String field, String uri) throws Malformed {
        if (uri.startsWith(SCHEME) && isValid(uri.substring(SCHEME.length()))) {
            return new ResourcePath(uri.substring(SCHEME.length()));
        }
        throw new Malformed(structure, field, -1, "must be a resource URI such as kbs:///default/image/key");
    }

    public static boolean isValid(String text) {
        if (text.length() > MAX_LENGTH) return false;
        int parts = 1;
        boolean first = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/') {
                if (first) return false;
                parts++;
                first = true;
            } else if (Letters.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' && !first) {
                first = false;
            } else {
                return false;
            }
        }
        return parts == 3 && !first;
    }

    public String uri() {
        return SCHEME + text;
    }

    @Override
    public String toString() {
        return text;
    }
}
