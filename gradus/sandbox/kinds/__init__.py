"""The sandboxes: each module defines one, as SANDBOX."""
