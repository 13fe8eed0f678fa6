"""Scenarios as TOML: found, read, laid over one another, judged, and written."""
