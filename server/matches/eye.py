"""What verdicts on faces say of the eye behind them: counts, rates, sensitivity. Selectors return these."""

from dataclasses import dataclass

from game.scoring import Sensitivity, sensitivity, telling


@dataclass(frozen=True, slots=True)
class Eye:
    """Verdicts, silence left out. An AI face is the signal: caught it is a hit, a real person accused a false alarm.

    `pairs`: they are of pairs, an AI face on the left being the signal.
    """

    hits: int = 0
    signals: int = 0
    false_alarms: int = 0
    noises: int = 0
    pairs: bool = False

    @property
    def answered(self) -> int:
        """How many verdicts."""
        return self.signals + self.noises

    @property
    def right(self) -> int:
        """How many of them were right."""
        return self.hits + self.noises - self.false_alarms

    @property
    def accuracy(self) -> float | None:
        """The share of verdicts that were right, 0 to 1; None without any."""
        return self.right / self.answered if self.answered else None

    @property
    def figures(self) -> Sensitivity:
        """The figures of signal detection, however few the verdicts (see game.scoring.sensitivity)."""
        return sensitivity(self.hits, self.signals, self.false_alarms, self.noises, pairs=self.pairs)

    @property
    def sensitivity(self) -> Sensitivity | None:
        """The same, or None where too few verdicts tell anything."""
        return self.figures if telling(self.signals, self.noises) else None
