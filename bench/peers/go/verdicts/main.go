// What go-tdx-guest (argument "tdx") or go-sev-guest ("snp") says of each case of a file: lines
// "name<TAB>accepted" or "name<TAB>refused WHY".
package main

import (
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"strings"

	"bench/cases"

	"github.com/google/go-sev-guest/abi"
	"github.com/google/go-sev-guest/kds"
	spb "github.com/google/go-sev-guest/proto/sevsnp"
	"github.com/google/go-sev-guest/validate"
	snp "github.com/google/go-sev-guest/verify"
	"github.com/google/go-sev-guest/verify/trust"
	"github.com/google/go-tdx-guest/verify"
	"github.com/google/logger"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

func main() {
	logger.Init("", false, false, io.Discard) // both libraries write their steps to it
	for _, one := range cases.Read(os.Args[2]) {
		if one.Kind != os.Args[1] || one.Kind == "tdx" && one.Part("evidence")[0] == 5 {
			continue // go-tdx-guest reads no quotes of version 5
		}
		verdict := "accepted"
		if err := judge(one); err != nil {
			verdict = "refused " + strings.NewReplacer("\n", " ", "\t", " ").Replace(err.Error())
		}
		fmt.Printf("%s\t%s\n", one.Name, verdict)
	}
}

// A panic of a library is its answer too.
func judge(one cases.Case) (err error) {
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fmt.Errorf("panic: %v", trouble)
		}
	}()
	if one.Kind == "snp" {
		return report(one)
	}
	options := one.TdxOptions()
	return verify.RawTdxQuote(one.Part("evidence"), &options)
}

// With the vendor's roots as our module has them, since those built in lack some; then certificate against report, under
// a policy that allows everything.
func report(one cases.Case) error {
	parsed, err := abi.ReportToProto(one.Part("evidence"))
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	ark, err := x509.ParseCertificate(one.Part("ark"))
	if err != nil {
		return fmt.Errorf("ark: %w", err)
	}
	ask, err := x509.ParseCertificate(one.Part("ask"))
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	line := string(one.Part("line"))
	line = strings.ToUpper(line[:1]) + line[1:]
	roots := trust.AMDRootCertsProduct(line)
	roots.ProductCerts = &trust.ProductCerts{Ark: ark, Ask: ask, Asvk: ask}
	product, err := kds.ParseProductLine(line)
	if err != nil {
		return err
	}
	product.MachineStepping = wrapperspb.UInt32(0) // a report of version 2 names none
	chain := &spb.CertificateChain{}
	if info, err := abi.ParseSignerInfo(parsed.GetSignerInfo()); err == nil && info.SigningKey == abi.VlekReportSigner {
		chain.VlekCert = one.Part("vek")
	} else {
		chain.VcekCert = one.Part("vek")
	}
	attestation := &spb.Attestation{Report: parsed, CertificateChain: chain}
	options := &snp.Options{
		DisableCertFetching: true,
		Now:                 one.At,
		Product:             product,
		TrustedRoots:        map[string][]*trust.AMDRootCerts{line: {roots}},
	}
	if err := snp.SnpAttestation(attestation, options); err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if err := validate.SnpAttestation(attestation, &validate.Options{
		GuestPolicy:               abi.SnpPolicy{SMT: true, MigrateMA: true, Debug: true, CXLAllowed: true},
		PermitProvisionalFirmware: true,
	}); err != nil {
		return fmt.Errorf("validate: %w", err)
	}
	return nil
}
