"""Tests of the modes, each with a state machine of its own."""
