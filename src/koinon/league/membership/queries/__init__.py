"""The larger reads of membership, noun by noun."""
