"""The formats, a module each, which calls its own EXPORTER."""
