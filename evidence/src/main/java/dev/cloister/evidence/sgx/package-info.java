/// What an Intel SGX enclave says of itself: the report body, as the processor writes it (Intel SDM volume
/// 3D, table "REPORT").
///
/// Parsed and not yet believed. The same structure describes the quoting enclave that signed for it. Open
/// {@link dev.cloister.evidence.sgx.EnclaveReport} first.
package dev.cloister.evidence.sgx;
