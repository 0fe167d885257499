"""Exports reports and marks to other systems: a registry of exporters, open to other distributions."""
