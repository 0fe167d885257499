"""The export formats, one module each, which defines EXPORTER."""
