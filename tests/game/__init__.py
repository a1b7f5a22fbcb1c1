"""Tests of the rules: no server, no store, no clock."""
