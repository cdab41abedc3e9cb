"""Places: countries, organizations under every name they go by, and dated figures about them."""
