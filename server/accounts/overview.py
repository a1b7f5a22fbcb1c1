"""What the page of the account shows: who the visitor is, and what there is to keep, move or delete."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from server.accounts.merging import offered
from server.accounts.passkeys import Passkey, passkeys_of
from server.matches.models import Result
from server.players.models import Player


@dataclass(frozen=True, slots=True)
class Overview:
    """`name`: as in the last match, empty before the first. `guest_matches`: of the guest that this was."""

    name: str
    matches: int
    guest_matches: int
    passkeys: tuple[Passkey, ...]


def overview(player: str, guest: str, user: AbstractBaseUser | AnonymousUser) -> Overview:
    """Return what a visitor's account page shows, in six queries at most."""
    row = Player.objects.filter(id=player).first()
    return Overview(
        name=row.name if row else "",
        matches=Result.objects.filter(player=player).count(),
        guest_matches=offered(guest, player),
        passkeys=passkeys_of(user) if isinstance(user, AbstractBaseUser) else (),
    )
