"""Decks of faces: what is kept of each face, where it comes from, and the starter deck that every installation has."""
