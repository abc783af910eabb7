#!/bin/sh
# venv.sh FOLDER [REQUIREMENTS]: make the virtual environment where it is missing, and install what is pinned.
set -eu
folder=$1 requirements=${2:-}

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "需要 Python 3.11 或更新的版本。(Python 3.11 or newer is needed.)" >&2
    exit 1
}

# The module without which venv makes no pip; Debian and Ubuntu keep it in a package of its own.
install_ensurepip() {
    package=python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "安装 $package …"
        if apt-get update -q >/dev/null &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" >/dev/null; then
            return
        fi
    fi
    echo "缺少 venv 模块，请先执行：sudo apt-get install $package (the venv module is missing)" >&2
    exit 1
}

if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_ensurepip "$python"
    echo "建立虚拟环境 $folder … (making the virtual environment)"
    rm -rf "$folder"
    "$python" -m venv "$folder"
fi
[ -n "$requirements" ] || exit 0
echo "安装 $requirements … (installing packages)"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
