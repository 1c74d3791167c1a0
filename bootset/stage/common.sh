# Sourced by build and by every stage: the few words they share.
#
# The entry exports: here (this folder's parent), cache, inputs (the resolved lock), stage (its name).
# Descriptor 3 carries the progress lines; everything else a stage prints goes to its log.

# Every time stamp in the boot set: 2025-01-01T00:00:00Z.
epoch=1735689600

say() { printf 'stage %s %s\n' "$stage" "$*" >&3; }

# Ends a stage with one sentence for people. 69: something is missing or unreachable; 70: anything else.
give_up() {
    local code=$1
    shift
    printf '%s\n' "$*" >"$cache/tmp/failure"
    exit "$code"
}

# The lines of the resolved lock that a stage uses: stages kind name version size sha256.
lines_of() { awk -v want="$1" '!/^#/ && index("," $1 ",", "," want ",")' "$inputs"; }

# The cached file of one input, by kind and name. Kinds: deb (goes into the guest), tool (a package that only the build
# uses), orig and debian (the two parts of a source), jdk.
input() {
    local digest
    digest=$(awk -v kind="$1" -v name="$2" '$2 == kind && $3 == name { print $6; exit }' "$inputs")
    printf '%s/files/%s\n' "$cache" "$digest"
}

# Unpacks all Debian packages of a stage into a folder. Nothing is installed, no maintainer script runs.
unpack_into() {
    unpack_kind deb "$1" "$2"
}

# Unpacks the build tools of a stage, and leaves in FOLDER/run a script for each that runs it with the libraries beside
# it: compiler, linker and all else that shapes the bytes are the lock's, whatever this host has installed.
unpack_tools_into() {
    local stage=$1 folder=$2 program
    unpack_kind tool "$stage" "$folder"
    mkdir -p "$folder/run"
    for program in "$folder"/usr/bin/*; do
        case ${program##*/} in
            x86_64-linux-gnu-gcc-ar-*) tool_script "$program" gcc-ar ;;
            x86_64-linux-gnu-gcc-[0-9]*) tool_script "$program" gcc ;;
            x86_64-linux-gnu-cpp-[0-9]*) tool_script "$program" cpp ;;
            x86_64-linux-gnu-gcc-* | x86_64-linux-gnu-gcov* | x86_64-linux-gnu-lto*) ;;
            x86_64-linux-gnu-*) tool_script "$program" "${program##*/x86_64-linux-gnu-}" ;;
            *) tool_script "$program" "${program##*/}" ;;
        esac
    done
}

# The script finds its folder by itself, so that the folder may be mounted elsewhere.
tool_script() {
    cat >"${1%/usr/bin/*}/run/$2" <<X
#!/bin/sh
root=\${0%/run/*}
export LD_LIBRARY_PATH="\$root/usr/lib/x86_64-linux-gnu:\$root/lib/x86_64-linux-gnu"
exec "\$root/usr/bin/${1##*/}" "\$@"
X
    chmod 755 "${1%/usr/bin/*}/run/$2"
}

unpack_kind() {
    local name
    mkdir -p "$3"
    for name in $(lines_of "$2" | awk -v kind="$1" '$2 == kind { print $3 }'); do
        dpkg-deb -x "$(input "$1" "$name")" "$3"
    done
}

# A private mount namespace: as root directly, for everybody else through a user namespace.
namespace() {
    if [ "$(id -u)" = 0 ]; then
        unshare -m "$@"
    else
        unshare -Urm "$@"
    fi
}
