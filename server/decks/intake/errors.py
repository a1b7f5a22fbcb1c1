"""Why an import cannot go on: a stable code, and one sentence for whoever started it."""


class IntakeError(Exception):
    """An import cannot begin, or cannot go on. `code` is stable; the message is one translated sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class LayoutError(IntakeError):
    """What a source holds cannot be told. Codes: unknown_layout, ambiguous, truth_needed, unknown_preset,
    label_unclear, broken_table.
    """
