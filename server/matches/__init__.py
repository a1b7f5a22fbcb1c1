"""Matches: finished games, kept for good down to each verdict on each face."""
