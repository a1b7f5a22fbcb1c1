"""How pictures come into decks: from folders and archives, through one pipeline, into rows."""
