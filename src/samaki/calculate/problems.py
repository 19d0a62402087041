"""What can be wrong, as a code with its parameters: the sentences belong to whoever speaks to a person."""

from typing import NamedTuple


class Problem(NamedTuple):
    """A code (`sum_too_large`) and what a sentence about it needs: names to months, values or identifiers."""

    code: str
    parameters: dict[str, object]


class FigureError(ValueError):
    """A figure that cannot be given; carries its `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class PlanNotKnownError(ValueError):
    """No version of the plan was known at the day or position asked."""
