"""Pairs, whatever happens to them: the partner is the opposite, no face comes twice, and all else is a race."""

from typing import ClassVar

import pytest

from game import showing
from game.face import opposite
from game.room import Kind, Phase
from tests.game.machine import SETTINGS, RoomMachine


class PairMachine(RoomMachine):
    """Every round shows two faces."""

    always: ClassVar = {"kind": Kind.PAIR}

    def check(self):
        super().check()
        self.faces_and_partners_are_what_was_asked_for()
        self.a_pair_is_announced_and_its_partner_told_at_the_reveal()

    def faces_and_partners_are_what_was_asked_for(self):
        room = self.room
        assert len(room.partners) == len(room.faces)
        if room.options.kind is Kind.PAIR:
            assert None not in room.partners
        pairs = [(face, partner) for face, partner in zip(room.faces, room.partners, strict=True) if partner]
        assert all(partner.truth is opposite(face.truth) for face, partner in pairs)
        shown = [face.id for face in (*room.faces, *(partner for _, partner in pairs))]
        assert len(set(shown)) == len(shown)
        assert room.phase is Phase.CLOSED or set(shown) <= set(room.recent)

    def a_pair_is_announced_and_its_partner_told_at_the_reveal(self):
        room, shown = self.room, showing.shared(self.room)
        if room.phase in {Phase.COUNTDOWN, Phase.QUESTION}:
            assert shown.sealed.pair is (room.partners[max(room.round, 0)] is not None)
        if room.phase is Phase.REVEAL:
            partner = room.partners[room.round]
            told = shown.partner.face if shown.partner else None
            assert told == (partner and partner.id)
            if shown.sealed:
                assert shown.sealed.pair is (room.partners[room.round + 1] is not None)


class MixedMachine(PairMachine):
    """A coin decides which rounds show two."""

    always: ClassVar = {"kind": Kind.MIXED}


TestPairs = PairMachine.TestCase
TestPairs.settings = SETTINGS
TestMixed = MixedMachine.TestCase
TestMixed.settings = SETTINGS


@pytest.mark.parametrize("machine", [PairMachine, MixedMachine])
@pytest.mark.parametrize("seed", range(8))
def test_a_long_walk(seed, machine):
    machine().walk(seed)
