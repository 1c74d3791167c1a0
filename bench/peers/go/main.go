// go-sev-guest at the work that bench/README.md names. Prints lines "row<TAB>operations per CPU-second".
package main

import (
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/google/go-sev-guest/abi"
	spb "github.com/google/go-sev-guest/proto/sevsnp"
	"github.com/google/go-sev-guest/validate"
	"github.com/google/go-sev-guest/verify"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// window runs op for so many CPU-seconds and returns operations per CPU-second.
func window(op func(), seconds float64, batch int) (float64, int) {
	start, n := cpu(), 0
	for {
		for i := 0; i < batch; i++ {
			op()
		}
		n += batch
		spent := cpu() - start
		if spent >= seconds {
			return float64(n) / spent, n
		}
	}
}

func measure(row string, op func()) {
	_, n := window(op, 0.5, 1)
	batch := n/50 + 1
	seconds := 1.0
	if text, set := os.LookupEnv("WINDOW"); set {
		var err error
		seconds, err = strconv.ParseFloat(text, 64)
		must(err)
	}
	best := 0.0
	for i := 0; i < 3; i++ {
		if ops, _ := window(op, seconds, batch); ops > best {
			best = ops
		}
	}
	fmt.Printf("%s\t%.1f\n", row, best)
}

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
	measure(label+" parse", func() { parse() })
	key, err := x509.ParseCertificate(vek)
	must(err)
	measure(label+" signature", func() { must(verify.SnpReportSignature(report, key)) })
	if err := full(); err != nil {
		fmt.Fprintf(os.Stderr, "go-sev-guest refuses %s: %v\n", label, err)
		return
	}
	measure(label+" full", func() { must(full()) })
	attestation := func() *spb.Attestation {
		return &spb.Attestation{Report: parse(), CertificateChain: &spb.CertificateChain{VcekCert: vek}}
	}
	if err := validate.SnpAttestation(attestation(), rules); err != nil {
		fmt.Fprintf(os.Stderr, "go-sev-guest validate refuses %s: %v\n", label, err)
		return
	}
	measure(label+" full+validate", func() {
		a := attestation()
		must(verify.SnpAttestation(a, options))
		must(validate.SnpAttestation(a, rules))
	})
}
