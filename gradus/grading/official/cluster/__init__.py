"""Official grading on many machines: a pool whose places are the workers of a Dask cluster (docs/scale.md)."""
