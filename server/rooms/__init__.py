"""The live rooms: the only package that knows Channels and, with the leaderboards, the only one that knows Redis."""
