// go-tdx-guest at the work that bench/QUOTES.md names. Prints lines "row<TAB>operations per CPU-second".
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"

	"bench/cases"
	"bench/meter"

	"github.com/google/go-tdx-guest/abi"
	"github.com/google/go-tdx-guest/verify"
	"github.com/google/logger"
)

func main() {
	logger.Init("", false, false, io.Discard) // both libraries write their steps to it
	runtime.GOMAXPROCS(1)
	for _, one := range cases.Read(os.Args[1]) {
		if one.Kind != "tdx" {
			continue
		}
		quote, options := one.Part("evidence"), one.TdxOptions()
		full := func() error {
			fresh := options
			return verify.RawTdxQuote(quote, &fresh)
		}
		if err := full(); err != nil {
			fmt.Fprintf(os.Stderr, "go-tdx-guest refuses %s: %v\n", one.Name, err)
			continue
		}
		if len(os.Args) > 2 { // once
			return
		}
		meter.Measure(one.Name+" parse", func() { must(parsed(quote)) })
		meter.Measure(one.Name+" all", func() { must(full()) })
	}
}

func parsed(quote []byte) error {
	_, err := abi.QuoteToProto(quote)
	return err
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
