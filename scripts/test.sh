#!/usr/bin/env bash
# test.sh VENV: everything that has to hold, on SQLite and then on a PostgreSQL of its own.
set -euo pipefail
venv=$1
python=$venv/bin/python
scratch=$(mktemp -d)
chmod 755 "$scratch"
server_pid=

cleanup() {
    if [ -n "$server_pid" ] && kill -0 "$server_pid" 2>/dev/null; then
        kill -INT "$server_pid" # PostgreSQL's fast shutdown
        while kill -0 "$server_pid" 2>/dev/null; do sleep 0.1; done
    fi
    rm -rf "$scratch"
}
trap cleanup EXIT

phase() {
    local name=$1 began=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    "$@"
    printf -- '-- %s: %d s\n' "$name" "$((SECONDS - began))"
}

has() { command -v "$1" >/dev/null 2>&1; }
has_chromium() { has chromium || has chromium-browser || has google-chrome || has google-chrome-stable; }
postgres_bin() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ -n "$found" ] && [ -x "$found/initdb" ]; then echo "$found"; elif has initdb; then dirname "$(command -v initdb)"; fi
}

install_missing() {
    local packages=()
    has_chromium || packages+=(chromium)
    [ -n "$(postgres_bin)" ] || packages+=(postgresql)
    has soffice || packages+=(libreoffice-writer-nogui)
    has fc-match || packages+=(fontconfig)
    [ ${#packages[@]} -gt 0 ] || return 0
    if [ "$(id -u)" = 0 ] && has apt-get; then
        echo "installing: ${packages[*]}"
        apt-get update -q >"$scratch/apt.log" 2>&1 || true
        for package in "${packages[@]}"; do
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" >>"$scratch/apt.log" 2>&1 ||
                echo "could not install $package: $(tail -n 1 "$scratch/apt.log")"
        done
    else
        echo "not installed, and only root may install them: ${packages[*]}"
    fi
}

choose_tests() {
    marks=
    if ! has_chromium; then
        echo "LEFT OUT: the browser tests, as there is no Chromium"
        marks="not browser"
    fi
    if ! has soffice; then
        echo "LEFT OUT: the comparison with Word files rendered by LibreOffice, as it is not installed"
        marks="${marks:+$marks and }not libreoffice"
    fi
}

run_tests() {
    "$python" -m pytest -q -n 2 --dist loadgroup ${marks:+-m "$marks"}
}

as_server_user() {
    if [ "$(id -u)" != 0 ]; then "$@"; else setpriv --reuid "$server_user" --regid "$server_group" --clear-groups -- "$@"; fi
}

start_postgres() {
    local bin
    bin=$(postgres_bin)
    # PostgreSQL refuses to run as root; its package's own user serves, or nobody.
    server_user=$(id -un)
    if [ "$(id -u)" = 0 ]; then server_user=$(id -un postgres 2>/dev/null || echo nobody); fi
    server_group=$(id -g "$server_user")
    port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir "$scratch/postgres"
    chown "$server_user" "$scratch/postgres"
    as_server_user env LC_ALL=C.UTF-8 "$bin/initdb" --pgdata "$scratch/postgres/data" --username sidian --auth trust \
        --encoding UTF8 --no-sync >"$scratch/initdb.log"
    as_server_user "$bin/postgres" -D "$scratch/postgres/data" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 \
        >"$scratch/postgres.log" 2>&1 &
    server_pid=$!
    for _ in $(seq 100); do
        if "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; then return 0; fi
        sleep 0.1
    done
    tail -n 5 "$scratch/postgres.log"
    return 1
}

on_postgres() {
    start_postgres
    DATABASE_URL="postgres://sidian@127.0.0.1:$port/postgres" run_tests
}

deployment_check() {
    SIDIAN_HTTPS=1 SIDIAN_SECRET_KEY=$("$python" -c 'import secrets; print(secrets.token_urlsafe(50))') \
        "$python" manage.py check --deploy --fail-level WARNING
    "$python" manage.py makemigrations --check --dry-run
}

# Nothing of this run touches the data of an installation in the same folder.
export SIDIAN_DATA_DIR=$scratch/data

phase "what the tests need" install_missing
choose_tests
phase "fonts" "$python" manage.py fetch_fonts
phase "lint and types" bash scripts/lint.sh "$venv"
phase "deployment check and migrations" deployment_check
phase "tests on SQLite" run_tests
if [ -n "$(postgres_bin)" ]; then
    phase "tests on PostgreSQL" on_postgres
else
    echo "LEFT OUT: the second run of the tests on PostgreSQL, as it is not installed"
fi
printf '\nEverything above passed in %d s.\n' "$SECONDS"
