#!/bin/sh
# venv.sh PYTHON FOLDER: make a virtual environment, also where Debian left ensurepip out of Python.
set -eu
python=$1
folder=$2
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "venv.sh: $python is older than 3.11; name a newer one: make PYTHON=python3.12 ..." >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "venv.sh: $python has no ensurepip; install it (Debian: apt-get install python3-venv), then run again" >&2
        exit 1
    fi
fi
"$python" -m venv "$folder"
