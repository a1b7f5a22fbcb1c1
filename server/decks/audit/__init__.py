"""Audits of decks: can real and AI faces be told apart by size, sharpness, colour, compression or a thumbnail alone?

Light to import: what it needs numpy for is in its modules.
"""
