"""Template tags of the decks."""
