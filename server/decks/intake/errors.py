"""Why an import cannot go on: a stable code, and one sentence for whoever started it."""


class IntakeError(Exception):
    """An import cannot begin, or cannot go on. `code` is stable; the message is one translated sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
