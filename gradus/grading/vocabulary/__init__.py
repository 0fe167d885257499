"""The words of checks: calls, expectations, plots, gradients, helpers."""
