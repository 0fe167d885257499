#!/bin/bash
# VPL runs this for its button Run. Grading is the button Evaluate; a module of the course does nothing when it is run.
rm -f -- gradus_course.txt vpl_evaluate.sh
printf '%s\n' '#!/bin/sh' 'echo "Press Evaluate: it runs the checks on what you handed in."' >vpl_execution
chmod +x vpl_execution
