"""Players: guests known by a signed cookie, the names they may carry, and their running totals."""
