#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the assignment.
set -euo pipefail

source_folder=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# Hidden checks and solutions lie here: nobody but root may look.
chmod -R go-rwx "$source_folder"
bash "$source_folder/install.sh" "$source_folder"
# Proves the checks on the reference in this image. What it loses is a mistake of the course's: the build log says which.
/opt/gradus/venv/bin/python -P -m gradus autograde "$source_folder" --prove
