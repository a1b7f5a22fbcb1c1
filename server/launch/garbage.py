"""Keeps Python's search for cyclic garbage out of the rounds: it stops everybody while it looks at all there is."""

import gc

# Objects made but not freed until the young are looked at; how many such looks until one at the older, and at all. With
# Python's own 700, 10, 10 a thousand decoded rows set off a look at the whole process, a fifth of a second long.
THRESHOLDS = 20_000, 20, 50


def settle() -> None:
    """Leave what was made until now (modules, settings, models) out of every later search: it stays anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
