"""Figures: what was measured in each round, what it is compared with, and its target."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """`of` is "median", "worst", or "ratio": the median of the ratios to the baseline."""

    of: str
    sign: str  # one of >= <= < ==
    value: float

    def is_met(self, value: float) -> bool:
        if self.sign == ">=":
            return value >= self.value
        if self.sign == "<=":
            return value <= self.value
        return value < self.value if self.sign == "<" else value == self.value


@dataclass
class Figure:
    name: str
    title: str
    unit: str
    higher_is_better: bool = False
    baseline: str | None = None  # another figure's name
    target: Target | None = None
    digits: int = 1
    rounds: list[list[float]] = field(default_factory=list)  # the samples of each round

    def samples(self) -> list[float]:
        return [sample for one in self.rounds for sample in one]

    def worst(self) -> float:
        return min(self.samples()) if self.higher_is_better else max(self.samples())


@dataclass(frozen=True)
class Spread:
    low: float
    median: float
    high: float

    @staticmethod
    def of(values: list[float]) -> "Spread":
        """Returns the quartiles; for fewer than four values, the least and the greatest."""
        if len(values) < 4:
            return Spread(min(values), statistics.median(values), max(values))
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return Spread(low, median, high)


class Results:
    """All figures of a run, in order of declaration."""

    def __init__(self, figures: list[Figure]):
        self.figures = {figure.name: figure for figure in figures}

    def add_round(self, measured: dict[str, list[float]]) -> None:
        for name, samples in measured.items():
            self.figures[name].rounds.append(samples)

    def with_samples(self) -> list[Figure]:
        return [figure for figure in self.figures.values() if figure.samples()]

    def ratios(self, figure: Figure) -> list[float]:
        """Returns the ratios to the baseline, one for each round; empty without a baseline."""
        if figure.baseline is None:
            return []
        beside = self.figures[figure.baseline].rounds
        return [
            statistics.median(own) / statistics.median(other)
            for own, other in zip(figure.rounds, beside)
            if own and other and statistics.median(other) > 0
        ]

    def verdict(self, figure: Figure) -> bool | None:
        """Returns whether the target is met, or None without a target."""
        if figure.target is None:
            return None
        if figure.target.of == "ratio":
            ratios = self.ratios(figure)
            return bool(ratios) and figure.target.is_met(statistics.median(ratios))
        if figure.target.of == "worst":
            return figure.target.is_met(figure.worst())
        return figure.target.is_met(statistics.median(figure.samples()))

    def missed(self) -> list[Figure]:
        return [figure for figure in self.with_samples() if self.verdict(figure) is False]
