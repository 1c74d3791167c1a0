package dev.cloister.measure;

import dev.cloister.bytes.Bytes;

/// GUIDs as firmware stores them: the first three groups little-endian, the rest as written.
final class Guids {

    static final Bytes TABLE_FOOTER = stored("96b582de-1fb2-45f7-baea-a366c55a082d");
    static final Bytes SEV_ES_RESET_BLOCK = stored("00f771de-1a7e-4fcb-890e-68c77e2fb44e");
    static final Bytes SEV_HASHES_AREA = stored("7255371f-3a3b-4b04-927b-1da6efa8d454");
    static final Bytes SEV_METADATA = stored("dc886566-984a-4798-a75e-5585a7bf67cc");
    static final Bytes SVSM_INFO = stored("a789a612-0597-4c4b-a49f-cbb1fe9d1ddd");

    static final Bytes HASHES_TABLE = stored("9438d606-4f22-4cc9-b479-a793d411fd21");
    static final Bytes HASHES_CMDLINE = stored("97d02dd8-bd20-4c94-aa78-e7714d36ab2a");
    static final Bytes HASHES_INITRD = stored("44baf731-3a2f-4bd7-9af1-41e29169781d");
    static final Bytes HASHES_KERNEL = stored("4de79437-abd2-427f-b835-d5b172d2045b");

    private Guids() {}

    private static Bytes stored(String text) {
        byte[] read = Bytes.hex(text.replace("-", "")).array();
        int[] order = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
        byte[] stored = new byte[16];
        for (int i = 0; i < 16; i++) {
            stored[i] = read[order[i]];
        }
        return Bytes.of(stored);
    }
}
