//! dcap-qvl over ring on the cases of a file that `bench/differential` or `bench/quotes` wrote.
//!
//! `dcap-peer verdicts CASES` prints `name<TAB>accepted STATUS ADVISORY...` or `name<TAB>refused WHY` for each;
//! `dcap-peer figures CASES` prints lines `row<TAB>operations per CPU-second`.
#[path = "../../meter.rs"]
mod meter;

use meter::measure;
use dcap_qvl::quote::Quote;
use dcap_qvl::verify::{QuoteVerifier, VerifiedReport};
use dcap_qvl::QuoteCollateralV3;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fs::{read, read_to_string};
use std::hint::black_box;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

/// One line: a name, the kind of evidence, the time, and `part=file` for what belongs to it.
struct Case {
    name: String,
    kind: String,
    at: u64,
    parts: HashMap<String, String>,
}

impl Case {
    fn part(&self, folder: &Path, part: &str) -> Result<Vec<u8>, Failure> {
        match self.parts.get(part) {
            Some(file) => Ok(read(folder.join(file))?),
            None => Err(format!("no {part} is given").into()),
        }
    }

    fn text(&self, folder: &Path, part: &str) -> Result<String, Failure> {
        Ok(String::from_utf8(self.part(folder, part)?)?)
    }

    fn collateral(&self, folder: &Path) -> Result<QuoteCollateralV3, Failure> {
        let (tcb_info, tcb_info_signature) = signed(&self.text(folder, "tcb")?, "tcbInfo")?;
        let (qe_identity, qe_identity_signature) = signed(&self.text(folder, "identity")?, "enclaveIdentity")?;
        let signers = self.text(folder, "signers")?;
        Ok(QuoteCollateralV3 {
            pck_crl_issuer_chain: self.text(folder, "issuers")?,
            root_ca_crl: self.part(folder, "rootlist")?,
            pck_crl: self.part(folder, "issuerlist")?,
            tcb_info_issuer_chain: signers.clone(),
            tcb_info,
            tcb_info_signature,
            qe_identity_issuer_chain: signers,
            qe_identity,
            qe_identity_signature,
            pck_certificate_chain: None,
        })
    }

    fn verify(&self, folder: &Path) -> Result<VerifiedReport, Failure> {
        Ok(verifier(self, folder)?.verify(&self.part(folder, "evidence")?, &self.collateral(folder)?, self.at)?)
    }
}

/// Debugging and service TDs are for policies to refuse, here as there.
fn verifier(case: &Case, folder: &Path) -> Result<QuoteVerifier, Failure> {
    let verifier = match case.parts.get("root") {
        Some(file) => QuoteVerifier::new(read(folder.join(file))?),
        None => QuoteVerifier::new_prod(),
    };
    Ok(verifier.allow_debug(true).allow_service_td(true))
}

/// The signed member exactly as it stands, and the signature.
fn signed(json: &str, member: &str) -> Result<(String, Vec<u8>), Failure> {
    let whole: HashMap<String, &RawValue> = serde_json::from_str(json)?;
    let body = whole.get(member).ok_or("no such member")?.get().to_string();
    let signature: String = serde_json::from_str(whole.get("signature").ok_or("no signature")?.get())?;
    Ok((body, hex::decode(signature)?))
}

fn cases(file: &Path) -> Vec<Case> {
    let text = read_to_string(file).unwrap();
    text.lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            Case {
                name: fields[0].to_string(),
                kind: fields[1].to_string(),
                at: fields[2].parse().unwrap(),
                parts: fields[3..]
                    .iter()
                    .map(|part| part.split_once('=').unwrap())
                    .map(|(part, file)| (part.to_string(), file.to_string()))
                    .collect(),
            }
        })
        .collect()
}

fn verdict(case: &Case, folder: &Path) -> String {
    match case.verify(folder) {
        Ok(report) => {
            let mut advisories = report.advisory_ids;
            advisories.sort();
            advisories.dedup();
            format!("accepted {} {}", report.status, advisories.join(" ")).trim_end().to_string()
        }
        Err(failure) => format!("refused {}", failure.to_string().replace(['\n', '\t'], " ")),
    }
}

fn figures(case: &Case, folder: &Path) {
    let quote = case.part(folder, "evidence").unwrap();
    let collateral = case.collateral(folder).unwrap();
    let verifier = verifier(case, folder).unwrap();
    measure(&format!("{} parse", case.name), &mut || {
        black_box(Quote::parse(black_box(&quote)).unwrap());
    });
    measure(&format!("{} all", case.name), &mut || {
        black_box(verifier.verify(black_box(&quote), &collateral, case.at).unwrap());
    });
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let file = Path::new(&args[2]);
    let folder = file.parent().unwrap();
    for case in cases(file) {
        if case.kind == "snp" {
            continue;
        }
        match args[1].as_str() {
            "figures" => figures(&case, folder),
            _ => println!("{}\t{}", case.name, verdict(&case, folder)),
        }
    }
}
