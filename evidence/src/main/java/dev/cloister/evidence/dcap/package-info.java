/// Intel's data centre attestation primitives (DCAP), common to SGX and TDX: quotes, the platform that a PCK
/// certificate names, and the signed documents by which Intel judges a platform's TCB.
///
/// Everything here is parsed and not yet believed; signatures are the verifier's. {@link
/// dev.cloister.evidence.dcap.Quote} is what a machine sends, {@link dev.cloister.evidence.dcap.TcbInfo} and
/// {@link dev.cloister.evidence.dcap.EnclaveIdentity} what Intel says, {@link
/// dev.cloister.evidence.dcap.TcbEvaluation} what follows. Intel "SGX ECDSA Quote Library Reference", "TDX
/// DCAP Quoting Library API", "PCK Certificate and CRL Profile", PCS API version 4. Open `Quote` first.
package dev.cloister.evidence.dcap;
