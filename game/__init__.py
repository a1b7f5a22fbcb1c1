"""The rules of Uncanny: pure functions over immutable values. No I/O, no clock, no randomness of their own."""
