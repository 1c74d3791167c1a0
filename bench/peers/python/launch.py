"""sev-snp-measure at the work that bench/README.md names. Prints "row<TAB>operations per CPU-second"."""
import os
import sys
import time

from sevsnpmeasure import guest
from sevsnpmeasure.sev_mode import SevMode

MILAN = 0xA00F11
WINDOW = float(os.environ.get("WINDOW", "1"))
INPUTS = sys.argv[1]


def window(op, seconds, batch):
    start, n = time.process_time(), 0
    while True:
        for _ in range(batch):
            op()
        n += batch
        spent = time.process_time() - start
        if spent >= seconds:
            return n / spent, n


def measure(row, op):
    _, n = window(op, 0.5, 1)
    best = max(window(op, WINDOW, n // 50 + 1)[0] for _ in range(3))
    print(f"{row}\t{best:.1f}", flush=True)


def file(name):
    return os.path.join(INPUTS, name)


def digest(kernel, vcpus, known=""):
    return guest.calc_launch_digest(
        SevMode.SEV_SNP, vcpus, MILAN, file("firmware.fd"),
        file("kernel") if kernel else None, file("initrd") if kernel else None,
        "console=ttyS0" if kernel else None, 1, known)


KNOWN = guest.calc_snp_ovmf_hash(file("firmware.fd")).hex()
print(f"digest\t{digest(True, 4).hex()}", flush=True)
measure("launch firmware", lambda: digest(False, 1))
measure("launch all", lambda: digest(True, 4))
measure("launch known", lambda: digest(True, 4, KNOWN))
measure("launch known, no kernel", lambda: digest(False, 4, KNOWN))
