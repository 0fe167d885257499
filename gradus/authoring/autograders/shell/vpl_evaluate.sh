#!/bin/bash
# VPL runs this in its jail, beside the student's files. It grades at once, while no program of the student's can run, and
# takes the course away again; vpl_execution, which VPL runs next, only prints what came of it.
if [ -f vpl_environment.sh ]; then
    # shellcheck disable=SC1091
    . ./vpl_environment.sh
fi
python=${GRADUS_TARGET:-/opt/gradus}/venv/bin/python
umask 077
bundle=$(mktemp -d)
trap 'rm -rf -- "$bundle"' EXIT
base64 -d gradus_course.txt >"$bundle.zip" && "$python" -I -m zipfile -e "$bundle.zip" "$bundle"
rm -f -- "$bundle.zip" gradus_course.txt vpl_evaluate.sh vpl_run.sh

if "$python" -P -m gradus autograde "$bundle" --in . >.gradus_results 2>.gradus_log; then
    printf '%s\n' '#!/bin/sh' 'cat .gradus_results' >vpl_execution
else # no grade: VPL proposes none, and the teacher reads why
    cat .gradus_log
    printf '%s\n' '#!/bin/sh' \
        'echo "Comment :=>> Nothing could be graded, through no fault of yours. Tell your teacher."' >vpl_execution
fi
chmod +x vpl_execution
