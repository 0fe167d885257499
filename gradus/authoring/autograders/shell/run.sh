#!/usr/bin/env bash
# PrairieLearn runs this in its container, as root: run.sh EXERCISE...
umask 077
chmod -R go-rwx /grade
mkdir -p /grade/results /grade/student
only=()
for exercise in "$@"; do
    only+=(--only "$exercise")
done
cd /grade || exit 3
exec /opt/gradus/venv/bin/python -P -m gradus autograde /grade/serverFilesCourse/gradus --in /grade "${only[@]}"
