"""The exit statuses of every command: 0 done, whatever the score."""

USAGE = 2  # the command was called in a way that it cannot be
INFRASTRUCTURE = 3  # the course or the machine is at fault, and there is no verdict
