"""Bundles by which other systems grade: the course, the engine and scripts, for Gradescope, VPL, PrairieLearn, OCI."""
