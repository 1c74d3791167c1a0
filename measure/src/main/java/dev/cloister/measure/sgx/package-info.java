/// What Intel SGX will say of an enclave, MRENCLAVE, predicted before it is built; and SIGSTRUCT, by which
/// its maker vouches for it. Intel SDM volume 3D, ECREATE, EADD, EEXTEND, EINIT and table "SIGSTRUCT".
///
/// Open {@link dev.cloister.measure.sgx.MrEnclave} first.
package dev.cloister.measure.sgx;
