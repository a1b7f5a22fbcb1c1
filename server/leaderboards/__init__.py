"""Leaderboards: who has the most points, kept in Redis, fed from the archive, rebuilt from it at will."""
