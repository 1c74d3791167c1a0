package dev.cloister.image;

/// Told how far sealing has come, often and from the thread that seals.
@FunctionalInterface
public interface Progress {
    /// What is being done, in this order.
    enum Step {
        READ_LAYERS("reading layers"),
        PACK("packing the file system"),
        ENCRYPT("encrypting"),
        HASH_TREE("hashing the ciphertext");

        private final String words;

        Step(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /// A step has ended when `doneBytes` equals `totalBytes`.
    void at(Step step, long doneBytes, long totalBytes);
}
