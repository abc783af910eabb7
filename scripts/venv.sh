#!/bin/sh
# venv.sh FOLDER REQUIREMENTS: make the virtual environment where it is missing and install what is pinned.
set -eu
folder=$1 requirements=$2

find_python() {
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "需要 Python 3.11 或更新的版本。(Python 3.11 or newer is needed.)" >&2
    exit 1
}

if [ ! -x "$folder/bin/pip" ]; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends "python$version-venv" >/dev/null
        else
            echo "缺少 venv 模块，请先执行：sudo apt-get install python$version-venv (the venv module is missing)" >&2
            exit 1
        fi
    fi
    echo "建立虚拟环境 $folder …"
    rm -rf "$folder"
    "$python" -m venv "$folder"
fi
echo "安装 $requirements …"
"$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
