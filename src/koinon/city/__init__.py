"""Half B: what a city hall runs."""
