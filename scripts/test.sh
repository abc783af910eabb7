#!/usr/bin/env bash
# test.sh VENV: everything that has to hold, on SQLite and then on a PostgreSQL of its own.
# Every phase runs, also after one that failed; the exit status says whether all of them passed.
set -euo pipefail
python=$1/bin/python
venv=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
report=()
failed=0

phase() { # NAME COMMAND…
    local name=$1 began=$SECONDS status
    shift
    printf '\n== %s\n' "$name"
    # In a subshell of its own, so that errexit holds inside and not here.
    set +e
    (
        set -e
        "$@"
    )
    status=$?
    set -e
    if [ "$status" = 0 ]; then status=passed; else status=FAILED failed=1; fi
    report+=("$(printf '%-38s %s, %d s' "$name" "$status" "$((SECONDS - began))")")
}

leave_out() {
    echo "LEFT OUT: $1"
    report+=("LEFT OUT: $1")
}

has() { command -v "$1" >/dev/null 2>&1; }
# Started once, since Ubuntu has a chromium on the path that only tells to install a snap.
has_chromium() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if has "$name" && "$name" --no-sandbox --version >/dev/null 2>&1; then return 0; fi
    done
    return 1
}
has_postgres() { "$python" scripts/with_postgres.py --look; }

install_missing() {
    local packages=() package
    has_chromium || packages+=(chromium)
    has_postgres || packages+=(postgresql)
    has soffice || packages+=(libreoffice-writer-nogui)
    has fc-match || packages+=(fontconfig)
    has msgfmt || packages+=(gettext)
    if [ ${#packages[@]} = 0 ]; then
        echo "Everything is there."
        return 0
    fi
    if [ "$(id -u)" != 0 ] || ! has apt-get; then
        echo "Not installed, and only root may: apt-get install ${packages[*]}"
        return 0
    fi
    echo "Installing ${packages[*]} …"
    apt-get update -q >"$scratch/apt.log" 2>&1 || echo "apt-get update: $(tail -n 1 "$scratch/apt.log")"
    for package in "${packages[@]}"; do
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" >"$scratch/apt.log" 2>&1 ||
            echo "Could not install $package: $(tail -n 1 "$scratch/apt.log")"
    done
}

run_tests() { "$python" -m pytest -q -n 2 --dist worksteal ${marks:+-m "$marks"}; }
run_tests_on_postgres() { "$python" scripts/with_postgres.py "$python" -m pytest -q -n 2 --dist worksteal ${marks:+-m "$marks"}; }

check_deployment() {
    SIDIAN_HTTPS=1 "$python" manage.py check --deploy --fail-level WARNING
    "$python" manage.py makemigrations --check --dry-run
}

# Nothing of this run touches the data of an installation in the same folder, nor heeds its settings.
for name in $(compgen -e | grep '^SIDIAN_' | grep -v '^SIDIAN_FONTS_DIR$' || true); do unset "$name"; done
unset DATABASE_URL
export SIDIAN_DATA_DIR=$scratch/data

phase "what the tests need" install_missing
phase "fonts" "$python" -m drafts.formats.fetching "${SIDIAN_FONTS_DIR:-fonts}/open"
phase "lint and types" bash scripts/lint.sh "$venv"
phase "deployment check and migrations" check_deployment

marks=
if ! has_chromium; then
    leave_out "the browser tests, as there is no Chromium"
    marks="not browser"
fi
if ! has soffice; then
    leave_out "the comparison with LibreOffice's pages, as it is not installed"
    marks="${marks:+$marks and }not libreoffice"
fi

phase "tests on SQLite" run_tests
if has_postgres; then
    phase "tests on PostgreSQL" run_tests_on_postgres
else
    leave_out "the second run of the tests, as PostgreSQL is not installed"
fi

printf '\n'
printf '%s\n' "${report[@]}"
if [ "$failed" = 0 ]; then
    printf 'Everything passed in %d s.\n' "$SECONDS"
else
    printf 'Something FAILED; it took %d s.\n' "$SECONDS"
fi
exit "$failed"
