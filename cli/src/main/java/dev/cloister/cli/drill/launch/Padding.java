package dev.cloister.cli.drill.launch;

/// Bytes of a firmware image that are not used: a change there leaves it working.
final class Padding {
    private Padding() {}

    /// The middle of the longest run of 0xff.
    static int middle(byte[] image) {
        int longest = 0;
        int middle = 0;
        int from = 0;
        for (int at = 0; at < image.length; at++) {
            if (image[at] != (byte) 0xff) {
                from = at + 1;
            } else if (at - from > longest) {
                longest = at - from;
                middle = from + longest / 2;
            }
        }
        return middle;
    }
}
