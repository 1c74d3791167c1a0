package dev.cloister.evidence.appraisal;

import dev.cloister.evidence.Evidence;
import java.util.List;

/// The part of a trust policy that is about one kind of evidence.
public enum Section {
    SNP("snp"),
    SGX("sgx"),
    TDX("tdx");

    private final String member;

    Section(String member) {
        this.member = member;
    }

    /// Its name in a policy.
    public String member() {
        return member;
    }

    /// What it says something about, in the order in which policies and lists of checks show it.
    public List<Requirement<?>> requirements() {
        return switch (this) {
            case SNP -> SnpRules.all();
            case SGX -> SgxRules.all();
            case TDX -> TdxRules.all();
        };
    }

    static Section of(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Snp snp -> SNP;
            case Evidence.Sgx sgx -> SGX;
            case Evidence.Tdx tdx -> TDX;
        };
    }
}
