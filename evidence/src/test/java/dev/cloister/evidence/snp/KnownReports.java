package dev.cloister.evidence.snp;

import dev.cloister.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Two reports of real chips, written out field by field, so that tests have them without a file.
public final class KnownReports {
    private KnownReports() {}

    /// Milan, version 2, signed by a VCEK; current TCB ahead of the committed one.
    public static byte[] milanVersion2() {
        ByteBuffer out = ByteBuffer.allocate(SnpReport.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x000, 2).putInt(0x004, 4).putLong(0x008, 0x3001f);
        out.put(0x010, (byte) 1).put(0x020, (byte) 2).putInt(0x034, 1);
        put(out, 0x038, "03000000000008ce");
        out.putLong(0x040, 1);
        put(out, 0x050, "ec6c52d7533cc2c4f45be7849cf112ab82b2009fe7bd43e71ed08c14400ad7e2");
        put(
                out,
                0x090,
                "a1f3930413247bb38cfc171579ea3c12d5fe4901f0c792f63fd75d98f1ef827c23500644e0e692e6be917f9050d3d38c");
        put(
                out,
                0x0e0,
                "0356215882a825279a85b300b0b742931d113bf7e32dde2e50ffde7ec743ca491ecdd7f336dc28a6e0b2bb57af7a44a3");
        put(out, 0x140, "385eba81216de4776548fcb86f8ead03c1ebc92b6207f3210d9ccebb89c99005");
        put(out, 0x160, "ff".repeat(32));
        put(out, 0x180, "0300000000000873");
        put(out, 0x1a0, MILAN_CHIP);
        put(out, 0x1e0, "0300000000000873");
        put(out, 0x1e8, "04340100");
        put(out, 0x1ec, "04340100");
        put(out, 0x1f0, "0300000000000873");
        put(
                out,
                0x2a0,
                "06ebdc4f4e4143cc62fe15b9f2d1ec2d54d4ab17669e51282216165eb31b5f59e16201aadca4fbdcd941f13268390850");
        put(
                out,
                0x2e8,
                "406378d41a26623c5bad9ab8ce98d6cd3143902b916bc7a334bcd16a81d6c714a13056a79214b5bc5570f9b5145dcfe4");
        return out.array();
    }

    public static final String MILAN_CHIP = "c38427a30d4c7af9d96f7a15b97269825a64cb76a2352ffd5d18115d89ad473f"
            + "8e8c0bcd9a5d9286612bad4aadfb4426205a3b9e4fea82301135a170e477524e";

    /// x and y of the VCEK that signed it.
    public static final String MILAN_X =
            "c661b565bba80102bddd4491c9941cb32a1b7db68012828410b7ff8cadfd70e549b75b78b3cdd65ccdeba886d2eea1d4";

    public static final String MILAN_Y =
            "1d0c3f146c8ebdd68452ce7ec30c690967c39e624c010f9cb6066a80310a87536a94ebae29c2aad980161397131fbb07";

    /// Milan, version 3, signed by a VLEK, chip id masked, VMPL 1.
    public static byte[] vlekVersion3() {
        ByteBuffer out = ByteBuffer.allocate(SnpReport.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x000, 3).putLong(0x008, 0x30000).putInt(0x030, 1).putInt(0x034, 1);
        put(out, 0x038, "04000000000018dc");
        out.putLong(0x040, 0x27).putInt(0x048, 4);
        put(
                out,
                0x050,
                "819770b7e6ea6df8dd8fd4dd146b073c0bf4f3ce5b0977ecac486e3a05ed1bd5"
                        + "4e2a7ac1f5d1ca02e7d7d5ef9f73b8574fd9359e3a480d741a4478e8a7bc27ca");
        put(
                out,
                0x090,
                "8922ebbdd00ec2c541f36a6e7a82a8773a7accb451ed67bc94e740dbe92c93c4e8c9af857f5ceeb5a493df2a570d7bf0");
        put(out, 0x140, "62e04fba700afd93b3a0cc0649b633ee36587fa8a8c2eb5d9b7cd7bc5f4bb057");
        put(out, 0x160, "ff".repeat(32));
        put(out, 0x180, "04000000000018d9");
        put(out, 0x188, "190101");
        put(out, 0x1e0, "04000000000018db");
        put(out, 0x1e8, "1d370100");
        put(out, 0x1ec, "1d370100");
        put(out, 0x1f0, "04000000000018db");
        put(
                out,
                0x2a0,
                "bc5688f13b2d3df6fef925555ceacf9fe31dc94c5eb4014e07fa2bbe2f14ae90213bf0e584416f0fdf9c22ee7c94445f");
        put(
                out,
                0x2e8,
                "e0fb397a86fad16bc2bc91f1e73e4140b78a3a89b9bb1c11b94bdb3753f9cd5d26cfce131c56f418e14ac2e6cd0bc4c2");
        return out.array();
    }

    /// x and y of the VLEK that signed it.
    public static final String VLEK_X =
            "537552e213eb4a65ac943cfede09854acd242bd929dd1038782528966bb570c3ba49665e5454c2551e0b6979cf17d28e";

    public static final String VLEK_Y =
            "a82b36cacae232965d54762f577fb0aa5612d6da57b059b62dee48a955efdd9fd845177006f5b88a9dc3997a9e66b13e";

    private static void put(ByteBuffer out, int offset, String hex) {
        out.put(offset, Bytes.hex(hex).array());
    }
}
