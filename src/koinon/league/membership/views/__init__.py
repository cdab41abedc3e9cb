"""Pages of membership, noun by noun."""
