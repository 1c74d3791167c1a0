/// What hardware says, whether it is genuine, and whether it is acceptable.
module dev.cloister.evidence {
    requires transitive dev.cloister.bytes;

    exports dev.cloister.evidence;
    exports dev.cloister.evidence.appraisal;
    exports dev.cloister.evidence.dcap;
    exports dev.cloister.evidence.fetch;
    exports dev.cloister.evidence.ratls;
    exports dev.cloister.evidence.sgx;
    exports dev.cloister.evidence.snp;
    exports dev.cloister.evidence.tdx;
}
