"""What the benchmarks share: running a command and what it cost, the arithmetic of figures, tables in a page."""
