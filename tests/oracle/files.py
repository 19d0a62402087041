"""Writes random examples as files in the format of the worked examples, the oracle's answers as what is expected.

python -m tests.oracle.files FOLDER FIRST COUNT
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from .generate import generate
from .oracle import answer

FLOAT = "tag:yaml.org,2002:float"


def write_examples(folder: Path, seeds: range) -> Iterator[Path]:
    """Write the example of each seed and yield its path."""
    yaml = YAML()
    yaml.representer.add_representer(Decimal, lambda dump, number: dump.represent_scalar(FLOAT, format(number, "f")))
    yaml.default_flow_style = None
    yaml.width = 200
    yaml.representer.ignore_aliases = lambda _data: True
    for seed in seeds:
        path = folder / f"random-{seed}.yaml"
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(with_answers(generate(seed)), file)
        yield path


def with_answers(text: dict[str, Any]) -> dict[str, Any]:
    """The example with the oracle's answer to every question."""
    answers = [answer(text, ask) for ask in text["ask"]]
    asks = [ask | {"expect": expected(found)} for ask, found in zip(text["ask"], answers, strict=True)]
    return text | {"ask": asks}


def expected(found: dict[str, Any]) -> dict[str, Any]:
    """What a file can expect: of breakdowns every set by its name, and none where there is none."""
    kept = {key: written(value) for key, value in found.items() if key not in ("cells", "sets")}
    sets = {name: cells for name, cells in found["sets"].items() if cells}
    if sets:
        kept["sets"] = written(sets)
    return kept


def written(value: Any) -> Any:
    """Fractions, which have at most 12 decimals by now, as numbers that YAML can write."""
    if isinstance(value, dict):
        return {key: written(item) for key, item in value.items()}
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else Decimal(value.numerator) / Decimal(value.denominator)
    return value


if __name__ == "__main__":
    first, count = (int(argument) for argument in sys.argv[2:4])
    print(len(list(write_examples(Path(sys.argv[1]), range(first, first + count)))), "files")
