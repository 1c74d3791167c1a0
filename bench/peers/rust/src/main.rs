//! virtee/sev over OpenSSL at the work that bench/README.md names. Prints "row<TAB>operations per CPU-second".
#[path = "../../meter.rs"]
mod meter;

use meter::measure;
use sev::certs::snp::{ca, Certificate, Chain, Verifiable};
use sev::firmware::guest::AttestationReport;
use sev::measurement::snp::{calc_snp_ovmf_hash, snp_calc_launch_digest, SnpMeasurementArgs};
use sev::measurement::vcpu_types::CpuType;
use sev::measurement::vmsa::{GuestFeatures, VMMType};
use sev::parser::ByteParser;
use std::fs::read;
use std::hint::black_box;
use std::path::Path;

fn verification(label: &str, line: &str, folder: &Path, roots: &Path) {
    let report = read(folder.join("report.bin")).unwrap();
    let vek_der = read(folder.join("vek.der")).unwrap();
    let ark = Certificate::from_der(&read(roots.join(format!("{line}-ark.der"))).unwrap()).unwrap();
    let ask = Certificate::from_der(&read(roots.join(format!("{line}-ask.der"))).unwrap()).unwrap();
    let vek = Certificate::from_der(&vek_der).unwrap();
    let parse = || AttestationReport::from_bytes(black_box(&report)).unwrap();
    measure(&format!("{label} parse"), &mut || {
        black_box(parse());
    });
    measure(&format!("{label} signature"), &mut || (&vek, &parse()).verify().unwrap());
    measure(&format!("{label} ask-trusted"), &mut || {
        let fresh = Certificate::from_der(&vek_der).unwrap();
        (&ask, &fresh).verify().unwrap();
        (&fresh, &parse()).verify().unwrap();
    });
    measure(&format!("{label} full"), &mut || {
        let chain = Chain {
            ca: ca::Chain { ark: ark.clone(), ask: ask.clone() },
            vek: Certificate::from_der(&vek_der).unwrap(),
        };
        (&chain, &parse()).verify().unwrap();
    });
}

fn launch(inputs: &Path) {
    let firmware = inputs.join("firmware.fd");
    let known = calc_snp_ovmf_hash(firmware.clone()).unwrap().get_hex_ld();
    let digest = |kernel: bool, vcpus: u32, known: Option<&str>| {
        snp_calc_launch_digest(SnpMeasurementArgs {
            vcpus,
            vcpu_type: CpuType::EpycMilan,
            ovmf_file: firmware.clone(),
            guest_features: GuestFeatures(1),
            kernel_file: kernel.then(|| inputs.join("kernel")),
            initrd_file: kernel.then(|| inputs.join("initrd")),
            append: kernel.then_some("console=ttyS0"),
            ovmf_hash_str: known,
            vmm_type: Some(VMMType::QEMU),
        })
        .unwrap()
        .get_hex_ld()
    };
    println!("digest\t{}", digest(true, 4, None));
    measure("launch firmware", &mut || drop(digest(false, 1, None)));
    measure("launch all", &mut || drop(digest(true, 4, None)));
    measure("launch known", &mut || drop(digest(true, 4, Some(&known))));
    measure("launch known, no kernel", &mut || drop(digest(false, 4, Some(&known))));
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (vectors, inputs) = (Path::new(&args[1]), Path::new(&args[2]));
    for arg in &args[3..] {
        let parts: Vec<&str> = arg.splitn(3, ':').collect();
        let line = parts[1].split('-').next().unwrap();
        let folder = vectors.join("snp").join(parts[1]);
        verification(parts[0], line, &folder, &vectors.join("roots/amd"));
    }
    launch(inputs);
}
