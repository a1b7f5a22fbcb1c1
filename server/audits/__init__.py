"""The audit of fairness: plays, listens, guesses and throws rubbish at a server, and measures what comes of it.

It stands outside: it knows what a player could know (the protocol, the rules), and the server's log, database
and memory.
"""
