"""Kills whatever can be killed while bots play, and asks afterwards whether anything was lost.

A Redis, several server processes and a proxy of its own. What the players were told is compared with what the database
holds.
"""
