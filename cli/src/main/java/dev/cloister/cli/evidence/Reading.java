package dev.cloister.cli.evidence;

import dev.cloister.bytes.Bytes;
import dev.cloister.evidence.Evidence;
import dev.cloister.evidence.dcap.Quote;

/// What readers look at first, in the words of the evidence's own kind.
///
/// @param title with an article, for a sentence
/// @param noun as it is called in a drawing
record Reading(
        String title,
        String noun,
        String kind,
        String measurementName,
        Bytes measurement,
        Bytes reportData,
        String hostDataName,
        Bytes hostData) {

    static Reading of(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Snp snp ->
                new Reading(
                        "an SNP report of version " + snp.report().version(),
                        "report",
                        "SNP, version " + snp.report().version(),
                        "launch measurement",
                        snp.report().measurement(),
                        snp.report().reportData(),
                        "host data",
                        snp.report().hostData());
            case Evidence.Sgx sgx ->
                new Reading(
                        "an SGX quote" + version(sgx.quote()),
                        "quote",
                        "SGX," + version(sgx.quote()).substring(3),
                        "MRENCLAVE",
                        sgx.quote().body().mrEnclave(),
                        sgx.quote().body().reportData(),
                        "CONFIGID",
                        sgx.quote().body().configId());
            case Evidence.Tdx tdx ->
                new Reading(
                        "a TDX quote" + version(tdx.quote()) + " with a TD report of version "
                                + tdx.quote().body().version(),
                        "quote",
                        "TDX," + version(tdx.quote()).substring(3),
                        "MRTD",
                        tdx.quote().body().mrTd(),
                        tdx.quote().body().reportData(),
                        "MRCONFIGID",
                        tdx.quote().body().mrConfigId());
        };
    }

    private static String version(Quote<?> quote) {
        return " of version " + quote.header().version();
    }

    /// As it is, or as a digest with zeros behind it.
    boolean hasHostData(Bytes wanted) {
        return wanted.length() <= hostData.length()
                && wanted.padTo(hostData.length()).equals(hostData);
    }
}
