"""The ledger: what was seen and graded when, what counts for whom, and where that is stored."""
