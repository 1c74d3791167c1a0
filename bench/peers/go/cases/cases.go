// Package cases reads the file of cases that bench/differential and bench/quotes write.
package cases

import (
	"crypto/x509"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-tdx-guest/verify"
)

// Case is one line: a name, the kind of evidence, the time, and the parts that belong to it.
type Case struct {
	Name, Kind string
	At         time.Time
	parts      map[string]string
}

// Read reads them all.
func Read(file string) []Case {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	var all []Case
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		fields := strings.Split(line, "\t")
		seconds, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil {
			panic(err)
		}
		one := Case{Name: fields[0], Kind: fields[1], At: time.Unix(seconds, 0).UTC(), parts: map[string]string{}}
		for _, field := range fields[3:] {
			part := strings.SplitN(field, "=", 2)
			name := part[1]
			if !filepath.IsAbs(name) {
				name = filepath.Join(filepath.Dir(file), name)
			}
			one.parts[part[0]] = name
		}
		all = append(all, one)
	}
	return all
}

// Part is the content of a part.
func (c Case) Part(name string) []byte {
	content, err := os.ReadFile(c.parts[name])
	if err != nil {
		panic(err)
	}
	return content
}

// memory plays Intel's service from what a case gives.
type memory struct {
	tcb, identity, rootList, issuerList []byte
	signers, issuers                    string
}

func (m memory) Get(address string) (map[string][]string, []byte, error) {
	switch {
	case strings.Contains(address, "/tcb?"):
		return map[string][]string{"Tcb-Info-Issuer-Chain": {m.signers}}, m.tcb, nil
	case strings.Contains(address, "/qe/identity"):
		return map[string][]string{"Sgx-Enclave-Identity-Issuer-Chain": {m.signers}}, m.identity, nil
	case strings.Contains(address, "/pckcrl"):
		return map[string][]string{"Sgx-Pck-Crl-Issuer-Chain": {m.issuers}}, m.issuerList, nil
	case strings.HasSuffix(address, ".der") || strings.HasSuffix(address, ".crl"):
		return nil, m.rootList, nil
	}
	return nil, nil, fmt.Errorf("not served: %s", address)
}

// TdxOptions asks for everything that go-tdx-guest can check, at the time of the case.
func (c Case) TdxOptions() verify.Options {
	signers := string(c.Part("signers"))
	roots := x509.NewCertPool() // without one it warns in every call
	if !roots.AppendCertsFromPEM([]byte(signers[strings.LastIndex(signers, "-----BEGIN"):])) {
		panic("no root")
	}
	return verify.Options{
		CheckRevocations: true,
		GetCollateral:    true,
		Now:              c.At,
		TrustedRoots:     roots,
		Getter: memory{
			tcb: c.Part("tcb"), identity: c.Part("identity"),
			rootList: c.Part("rootlist"), issuerList: c.Part("issuerlist"),
			signers: url.QueryEscape(signers), issuers: url.QueryEscape(string(c.Part("issuers"))),
		},
	}
}
