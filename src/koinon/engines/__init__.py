"""Pure Python: numbers in, numbers out. No Django, no clock, no settings, no files."""
