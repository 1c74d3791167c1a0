// Package meter counts operations per CPU-second of this process.
package meter

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
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

// Measure prints "row<TAB>operations per CPU-second": the best of three windows after a warm-up.
func Measure(row string, op func()) {
	_, n := window(op, 0.5, 1)
	batch := n/50 + 1
	seconds := 1.0
	if text, set := os.LookupEnv("WINDOW"); set {
		var err error
		seconds, err = strconv.ParseFloat(text, 64)
		if err != nil {
			panic(err)
		}
	}
	best := 0.0
	for i := 0; i < 3; i++ {
		if ops, _ := window(op, seconds, batch); ops > best {
			best = ops
		}
	}
	fmt.Printf("%s\t%.1f\n", row, best)
}
