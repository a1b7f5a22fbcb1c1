"""What players say is wrong with a face: taken in at the reveal and from reports; the staff decides."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from server.decks.models import Complaint, Face

MOST = 10  # of one player within a WINDOW
MOST_OF_ORIGIN = 60  # of one network, which may be a school; a cookie is easily had, another network is not
WINDOW = timedelta(hours=1)


class Refusal(StrEnum):
    """Why a complaint is not taken."""

    NO_FACE = "no_face"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Standing:
    """A player's complaint about a face, as it stands. `again`: there was one before."""

    reason: Complaint.Reason
    again: bool


def complain(player: str, face_id: str, reason: Complaint.Reason, origin: str = "") -> Standing | Refusal:
    """Take a player's complaint about a face. Nothing in the answer depends on the face's truth. `origin`: stands for
    the player's network (see players.networks).

    A second one about the same face changes the reason of the first while that is open, and nothing otherwise. Whether
    the player has met the face is not asked: a match is known here once it is over, and ids are told at reveals only.
    """
    with transaction.atomic():
        mine = Complaint.objects.filter(player=player)
        standing = mine.select_for_update().filter(face=face_id).first()
        if standing is None:
            if not Face.objects.filter(pk=face_id).exists():
                return Refusal.NO_FACE
            lately = Complaint.objects.filter(created__gt=timezone.now() - WINDOW)
            if lately.filter(player=player).count() >= MOST or lately.filter(origin=origin).count() >= MOST_OF_ORIGIN:
                return Refusal.TOO_MANY
            standing, made = Complaint.objects.get_or_create(
                face_id=face_id, player=player, defaults={"reason": reason, "origin": origin}
            )
            if made:
                return Standing(reason, again=False)
        if standing.state == Complaint.State.OPEN and standing.reason != reason:
            standing.reason = reason
            standing.save(update_fields=["reason"])
        return Standing(Complaint.Reason(standing.reason), again=True)
