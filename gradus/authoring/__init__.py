"""What authors of a course use: stubs, verify, fingerprints, release, and new exercises."""
