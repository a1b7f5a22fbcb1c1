"""What is there when the server begins to listen stays out of every search for garbage."""

import gc

from server.launch.garbage import THRESHOLDS, settle


def test_what_is_there_is_left_alone_and_garbage_goes_before() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    knot: list[object] = []
    knot.append(knot)
    try:
        settle()
        assert gc.get_threshold() == THRESHOLDS
        assert gc.get_freeze_count() > frozen
        assert not gc.get_objects(generation=2)
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
