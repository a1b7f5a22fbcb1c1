"""What an import has counted, and what of it was refused."""

import time
from collections import Counter
from dataclasses import dataclass, field

from server.decks.intake.papers import Papers
from server.decks.models import Face
from server.decks.models.import_run import LONGEST_LOG


@dataclass(slots=True)
class Tally:
    """Counts of one import. `added` are new in the deck; of these, `centred` were cropped in the middle: no face found.

    `skipped`: how many files were refused, by reason; the first of them are named in `log`.
    """

    layout: str = ""
    seen: int = 0
    added: int = 0
    truths: Counter[str] = field(default_factory=Counter)
    centred: int = 0
    duplicates: int = 0
    near_duplicates: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.monotonic)
    _log: list[str] = field(default_factory=list)
    _logged: int = 0

    def add(self, papers: Papers, *, found_face: bool) -> None:
        """Count a picture that is taken."""
        self.added += 1
        self.truths[papers.truth] += 1
        self.centred += not found_face

    def restore(self, truth: Face.Truth) -> None:
        """Count a picture that an import which broke off had brought already."""
        self.added += 1
        self.truths[truth] += 1

    def withdraw(self, truth: str, name: str, reason: str) -> None:
        """Count a picture as there already (`twin`), or as refused, that was counted as added."""
        self.added -= 1
        self.truths[truth] -= 1
        if reason == "twin":
            self.duplicates += 1
            self.note(name, reason)
        else:
            self.skip(name, reason)

    def skip(self, name: str, reason: str) -> None:
        """Count a file that is not taken."""
        self.skipped[reason] += 1
        self.note(name, reason)

    def note(self, name: str, reason: str) -> None:
        """Keep why a file is not taken, as long as there is room."""
        line = f"{reason}: {name}"
        self._logged += len(line) + 1
        if self._logged <= LONGEST_LOG:
            self._log.append(line)

    @property
    def log(self) -> str:
        """The refused files, one a line: the reason, then the name."""
        return "\n".join(self._log)

    def told(self) -> dict[str, object]:
        """Return what the JSON line says. `skipped` maps reasons to counts; `seconds` since the beginning."""
        return {
            "layout": self.layout,
            "seen": self.seen,
            "added": self.added,
            "real": self.truths[Face.Truth.REAL],
            "ai": self.truths[Face.Truth.AI],
            "edited": self.truths[Face.Truth.EDITED],
            "centred": self.centred,
            "duplicates": self.duplicates,
            "near_duplicates": self.near_duplicates,
            "skipped": dict(sorted(self.skipped.items())),
            "seconds": round(time.monotonic() - self.started, 2),
        }
