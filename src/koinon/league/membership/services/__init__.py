"""Deeds of membership, noun by noun."""
