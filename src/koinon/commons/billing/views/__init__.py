"""The pages of billing: find, do, show."""
