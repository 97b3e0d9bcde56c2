"""Small real servers that stand in for the networks, faults included."""
