"""Why a deck cannot be fetched."""

from server.decks.intake.errors import IntakeError


class FetchError(IntakeError):
    """A deck cannot be fetched. `code`: unknown_recipe bad_recipe deck_taken fetch_busy unwritable offline not_found
    rate_limited server_error timeout broken_off too_large wrong_hash unsafe_redirect bad_listing listing_truncated
    listing_incomplete listing_changed wrong_commit bad_table.
    """


class PassingError(FetchError):
    """One that may be gone at the next try. `wait`: seconds to wait before it, if the other side said so."""

    def __init__(self, code: str, message: str, wait: float | None = None) -> None:
        super().__init__(code, message)
        self.wait = wait
