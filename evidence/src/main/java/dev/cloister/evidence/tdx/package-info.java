/// What an Intel TDX module says of a trust domain: the TD report body of versions 1.0 and 1.5 (Intel 348549,
/// TDX module ABI; Intel "TDX DCAP Quoting Library API").
///
/// Parsed and not yet believed. Open {@link dev.cloister.evidence.tdx.TdReport} first.
package dev.cloister.evidence.tdx;
