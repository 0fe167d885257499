"""The exit statuses of every command: 0 done, whatever the score."""

WRONG = 1  # asked for with --strict: something that was begun is wrong
USAGE = 2  # wrong usage: an option, an argument, or where the command was run
INFRASTRUCTURE = 3  # the course or the machine is at fault, and there is no verdict
INTERRUPTED = 130  # Ctrl-C: what was done until then is whole, and the same command goes on
