"""Decks that are fetched from where they are published, by recipes: small TOML files, one a deck."""
