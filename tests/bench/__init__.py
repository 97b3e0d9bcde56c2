"""Benchmarks: ratios against a named alternative, measured in one run on the same disk."""
