"""Pages: the few shared helpers that give every page of the product one face."""
