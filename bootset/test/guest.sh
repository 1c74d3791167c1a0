# Sourced by the tests here: starts a boot set the way the emulator does, with a hashes table of the test's choice.
#
#   set=DIR qemu=PATH; hash table with "table KERNEL INITRD CMDLINE" (hex digests), start with "boot".

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmdline=$(cat "$(dirname "${BASH_SOURCE[0]}")/../cmdline.emulated")

digest_of() { sha256sum "$@" | cut -c1-64; }

# The digests as they should be: the firmware hashes the command line with its closing NUL.
kernel_digest=$(digest_of "$set/vmlinuz")
initrd_digest=$(digest_of "$set/initrd")
cmdline_digest=$(printf '%s\0' "$cmdline" | digest_of)

# hex STRING...: writes the bytes.
hex() { printf "$(printf '%s' "$@" | sed 's/../\\x&/g')"; }

entry() { hex "$1" 3200 "$2"; }

# The table's layout: GUID, length (168), three entries of GUID, length (50), digest; padded to 176 bytes. An empty
# argument leaves that entry out.
table() {
    hex 06d63894224fc94cb479a793d411fd21 a800
    [ -z "$3" ] || entry d82dd09720bd944caa78e7714d36ab2a "$3"
    [ -z "$2" ] || entry 31f7ba442f3ad74b9af141e29169781d "$2"
    [ -z "$1" ] || entry 3794e74dd2ab7f42b835d5b172d2045b "$1"
    head -c 178 /dev/zero
}

# Where the firmware looks for the table: its GUIDed entry 7255371f-3a3b-4b04-927b-1da6efa8d454 near the end of the
# file, before which stand 2 bytes length, 4 bytes size and 4 bytes address.
table_address() {
    local found
    found=$(tail -c 4096 "$set/firmware.fd" | od -An -v -tx1 | tr -d ' \n' |
        sed -n 's/.*\(........\)............1f3755723b3a044b927b1da6efa8d454.*/\1/p')
    printf '0x%s%s%s%s' "${found:6:2}" "${found:4:2}" "${found:2:2}" "${found:0:2}"
}

# boot TABLE [QEMU ARGUMENT...]: runs until the guest ends, serial console in $work/console. Fails on a guest that
# does not end by itself within $patience seconds.
patience=120
boot() {
    local table=$1
    shift
    # The accelerator is named: without it a host with an unusable /dev/kvm would try that first.
    timeout "$patience" "$qemu" -accel tcg,thread=multi -cpu max,-erms,-fsrm -smp 1 -m 1024 \
        -M q35,hpet=off,smbus=off,sata=off,vmport=off -nodefaults -nographic -no-reboot \
        -serial "file:$work/console" -bios "$set/firmware.fd" -kernel "$set/vmlinuz" -initrd "$set/initrd" \
        -append "$cmdline" ${table:+-device "loader,file=$table,addr=$(table_address),force-raw=on"} "$@" \
        </dev/null >"$work/qemu" 2>&1
}

failures=0

# expect NAME SENTENCE: the last boot ended and said so.
expect() {
    if grep -q "$2" "$work/console"; then
        echo "ok      $1"
    else
        echo "FAILED  $1: expected \"$2\", the console says:"
        tr -d '\000-\011\013-\037' <"$work/console" | tail -5
        failures=$((failures + 1))
    fi
}

# expect_not NAME SENTENCE
expect_not() {
    ! grep -q "$2" "$work/console" || { echo "FAILED  $1: the console says \"$2\"" && failures=$((failures + 1)); }
}
