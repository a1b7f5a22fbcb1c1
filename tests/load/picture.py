"""The size of a sealed picture, as `tests.load.transport` sends it about."""

PICTURE = 2 + 32 * 1024 + 16  # bytes: round, plaintext, tag
