"""Bots that play whole matches over the public protocol, check every message, and measure.

Nothing here looks into the server: of its code the bots know the protocol's types and the pure rules, no more.
"""
