"""The sandboxes, a module each, which calls its own SANDBOX."""
