"""Half A: what a worldwide association of cities runs."""
