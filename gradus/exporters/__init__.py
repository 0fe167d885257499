"""Ways out of reports and marks: a registry of exporters, open to other distributions."""
