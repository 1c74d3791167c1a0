// go-sev-guest at the work that bench/README.md names. Prints lines "row<TAB>operations per CPU-second".
package main

import (
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"bench/meter"

	"github.com/google/go-sev-guest/abi"
	spb "github.com/google/go-sev-guest/proto/sevsnp"
	"github.com/google/go-sev-guest/validate"
	"github.com/google/go-sev-guest/verify"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

func read(parts ...string) []byte {
	raw, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		panic(err)
	}
	return raw
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	vectors := os.Args[1]
	for _, arg := range os.Args[2:] { // label:vector:time
		part := strings.SplitN(arg, ":", 3)
		one(part[0], filepath.Join(vectors, "snp", part[1]), part[2])
	}
}

func one(label, folder, at string) {
	report, vek := read(folder, "report.bin"), read(folder, "vek.der")
	now, err := time.Parse(time.RFC3339, at)
	must(err)
	milan := &spb.SevProduct{Name: spb.SevProduct_SEV_PRODUCT_MILAN, MachineStepping: wrapperspb.UInt32(0)} // a v2 report names none
	options := &verify.Options{DisableCertFetching: true, Now: now, Product: milan}
	rules := &validate.Options{
		GuestPolicy: abi.SnpPolicy{SMT: true, MigrateMA: true},
	}
	parse := func() *spb.Report {
		parsed, err := abi.ReportToProto(report)
		must(err)
		return parsed
	}
	full := func() error {
		return verify.SnpAttestation(&spb.Attestation{
			Report:           parse(),
			CertificateChain: &spb.CertificateChain{VcekCert: vek},
		}, options)
	}
	meter.Measure(label+" parse", func() { parse() })
	key, err := x509.ParseCertificate(vek)
	must(err)
	meter.Measure(label+" signature", func() { must(verify.SnpReportSignature(report, key)) })
	if err := full(); err != nil {
		fmt.Fprintf(os.Stderr, "go-sev-guest refuses %s: %v\n", label, err)
		return
	}
	meter.Measure(label+" full", func() { must(full()) })
	attestation := func() *spb.Attestation {
		return &spb.Attestation{Report: parse(), CertificateChain: &spb.CertificateChain{VcekCert: vek}}
	}
	if err := validate.SnpAttestation(attestation(), rules); err != nil {
		fmt.Fprintf(os.Stderr, "go-sev-guest validate refuses %s: %v\n", label, err)
		return
	}
	meter.Measure(label+" full+validate", func() {
		a := attestation()
		must(verify.SnpAttestation(a, options))
		must(validate.SnpAttestation(a, rules))
	})
}
