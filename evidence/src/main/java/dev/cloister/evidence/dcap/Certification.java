package dev.cloister.evidence.dcap;

import dev.cloister.bytes.Bytes;
import dev.cloister.bytes.Cursor;
import dev.cloister.bytes.Malformed;
import java.nio.charset.StandardCharsets;

/// How a quote names the certificate of the platform's key (PCK): the QE certification data, by its type.
public sealed interface Certification {
    /// Types 1 to 3: what to look the certificate up with. `ppid` is the platform's id, 16 bytes in plain
    /// (type 1), or 256 or 384 bytes encrypted to Intel's key service (RSA-OAEP, types 2 and 3).
    record Ppid(int type, Bytes ppid, Bytes cpuSvn, int pceSvn, Bytes pceId) implements Certification {}

    /// Type 4: the certificate alone, DER or PEM.
    record PckLeaf(Bytes certificate) implements Certification {}

    /// Type 5: PEM of the certificate and its issuers, in any order, perhaps with a zero byte behind it.
    record PckChain(Bytes pem) implements Certification {
        private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

        /// How many certificates there seem to be.
        public int count() {
            return new String(pem.array(), StandardCharsets.ISO_8859_1).split(BEGIN, -1).length - 1;
        }
    }

    /// Type 7: what a platform is registered with.
    record Manifest(Bytes content) implements Certification {}

    /// The type of the structure that holds another one, in quotes of version 4 and 5.
    int QE_REPORT = 6;

    private static int ppidSize(int type) {
        return switch (type) {
            case 1 -> 16;
            case 2 -> 256;
            default -> 384;
        };
    }

    /// Intel "SGX ECDSA Quote Library Reference", table "QE certification data".
    static Certification parse(Cursor in) throws Malformed {
        int type = in.u16("certification_type");
        Cursor content = in.sub("certification", size(in, in.u32("certification_size")));
        Certification read = switch (type) {
            case 1, 2, 3 -> ppid(content, type);
            case 4 -> new PckLeaf(rest(content));
            case 5 -> new PckChain(rest(content));
            case 7 -> new Manifest(rest(content));
            default -> throw in.bad("certification_type", "must be 1 to 5 or 7, is " + type);
        };
        content.end();
        return read;
    }

    static int size(Cursor in, long size) throws Malformed {
        if (size > in.remaining()) {
            throw in.bad("size", "says " + size + " bytes, and " + in.remaining() + " are left");
        }
        return (int) size;
    }

    /// A plain PPID is seen without the PCE's id behind it, too.
    private static Ppid ppid(Cursor in, int type) throws Malformed {
        Bytes ppid = in.bytes("ppid", ppidSize(type));
        Bytes cpuSvn = in.bytes("cpusvn", 16);
        int pceSvn = in.u16("pcesvn");
        boolean without = type == 1 && in.remaining() == 0;
        return new Ppid(type, ppid, cpuSvn, pceSvn, without ? Bytes.EMPTY : in.bytes("pceid", 2));
    }

    private static Bytes rest(Cursor in) throws Malformed {
        return in.bytes("content", in.remaining());
    }

    /// As in the quote.
    default int type() {
        return switch (this) {
            case Ppid c -> c.type;
            case PckLeaf c -> 4;
            case PckChain c -> 5;
            case Manifest c -> 7;
        };
    }
}
