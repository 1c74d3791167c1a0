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

# The cached file of one input, by kind and name.
input() {
    local digest
    digest=$(awk -v kind="$1" -v name="$2" '$2 == kind && $3 == name { print $6; exit }' "$inputs")
    printf '%s/files/%s\n' "$cache" "$digest"
}

# Unpacks all Debian packages of a stage into a folder. Nothing is installed, no maintainer script runs.
unpack_into() {
    local name
    mkdir -p "$2"
    for name in $(lines_of "$1" | awk '$2 == "deb" { print $3 }'); do
        dpkg-deb -x "$(input deb "$name")" "$2"
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
