"""What stands for a former player: Django's keyed digest, whatever makes it quick."""

from django.utils.crypto import salted_hmac

from server.players.successors import digest, digests


def test_digests_are_django_s(settings) -> None:
    for settings.SECRET_KEY in ("one key", "another"):
        told = [salted_hmac("uncanny.departed", player).hexdigest()[:32] for player in ("ann", "böb")]
        assert digests(["ann", "böb"]) == told
        assert digest("böb") == told[1]
