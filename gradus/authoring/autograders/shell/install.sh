#!/usr/bin/env bash
# Installs the engine and what it needs into /opt/gradus: install.sh FOLDER, where FOLDER has the wheel and the pins.
# On Debian and Ubuntu, as root, it gets Python and bubblewrap first. Elsewhere have Python 3.11 or later there.
set -euo pipefail

folder=$1
target=${GRADUS_TARGET:-/opt/gradus}

suitable() { # whether this Python is new enough and can make virtual environments
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in "${GRADUS_PYTHON:-}" python3.14 python3.13 python3.12 python3.11 python3; do
        if [ -n "$name" ] && command -v "$name" >/dev/null && suitable "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

packages() { # those of Debian, where there are any; what can't be had is missed later, with a sentence
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq || true
        for package in "$@"; do
            apt-get install -y -qq --no-install-recommends "$package" >/dev/null || echo "not to be had: $package" >&2
        done
    fi
}

if ! command -v bwrap >/dev/null || ! command -v setpriv >/dev/null; then
    packages bubblewrap util-linux
fi
python=$(find_python) || { packages ca-certificates python3 python3-venv && python=$(find_python); } || python=
if [ -z "$python" ]; then # such as Ubuntu 22.04, whose python3 is 3.10
    packages python3.12 python3.12-venv python3.11 python3.11-venv
    python=$(find_python) || python=
fi
if [ -z "$python" ] && command -v python3 >/dev/null; then
    python3 -m venv "$target/uv" && "$target/uv/bin/pip" install -q uv
    UV_PYTHON_INSTALL_DIR=$target/python "$target/uv/bin/uv" python install -q 3.12
    python=$(UV_PYTHON_INSTALL_DIR=$target/python "$target/uv/bin/uv" python find --managed-python 3.12)
fi
if [ -z "$python" ]; then
    echo "gradus: there is no Python 3.11 or later here, and none could be installed." >&2
    exit 1
fi

"$python" -m venv "$target/venv"
"$target/venv/bin/python" -m pip install -q --disable-pip-version-check -r "$folder/requirements.txt"
"$target/venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --force-reinstall "$folder"/gradus_course-*.whl
# Students' code runs as another user, who has to read Python and its packages; nothing here is secret.
chmod -R go+rX "$target"
