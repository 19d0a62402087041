"""What is wrong, where, and how to mend it: the one shape in which every room says no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    `code` is stable and for machines, `what` and `mend` are sentences in the reader's language, `where` names the
    file and line, the sheet and cell, or the field.
    """

    code: str
    what: str
    where: str = ""
    mend: str = ""

    def __str__(self) -> str:
        parts = [f"{self.where}:" if self.where else "", self.what, self.mend]
        return " ".join(part for part in parts if part)


class Refused(Exception):
    """Something was asked that cannot be done; nothing was changed. Carries every problem, never only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))

    @classmethod
    def because(cls, code: str, what: str, *, where: str = "", mend: str = "") -> Refused:
        """Make a refusal for one reason."""
        return cls(Problem(code, what, where, mend))


class NotFound(Refused):
    """What was named does not exist, or may not be known to exist by the one who asks."""


class Forbidden(Refused):
    """The one who asks may see it but not do this with it; the reason is in the problem."""
