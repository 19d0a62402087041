"""A plan whose every text tries to break out of the page it stands on, with figures whose texts do too."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from ruamel.yaml import YAML

SMALL: Final = Path(settings.PACKAGE) / "registry" / "plan" / "tests" / "small_plan"
CODE: Final = "small-plan"
MARK: Final = "x-evil"
# Ends an attribute, an element, a comment, a script and a formula; ends in a mark that turns the writing round.
EVIL: Final = (
    f"=cmd|' /C calc'!A0 \"'><{MARK} {MARK}=\"1\" onload=alert(1)>"
    f"<script>{MARK}()</script><!-- {{{{ 7|add:7 }}}} %s \u202e"
)
TEXTS: Final = frozenset({"en", "km"})


def write_hostile_plan(folder: Path) -> Path:
    """Write the folder, its published figures below it, and return it."""
    shutil.copytree(SMALL, folder)
    yaml = YAML()
    for path in sorted(folder.rglob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"))
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(_spoilt(content), file)
    published = folder / "published"
    published.mkdir()
    with (published / "sources.yaml").open("w", encoding="utf-8") as file:
        yaml.dump({"plan": CODE, "sources": SOURCES}, file)
    with (published / "facts.yaml").open("w", encoding="utf-8") as file:
        yaml.dump({"facts": FACTS}, file)
    return folder


def _spoilt(content: Any) -> Any:
    if isinstance(content, dict):
        for key, value in content.items():
            is_text = key in TEXTS and isinstance(value, str)
            content[key] = f"{EVIL} {value}" if is_text else _spoilt(value)
    elif isinstance(content, list):
        content[:] = [_spoilt(value) for value in content]
    return content


SOURCES: Final[list[dict[str, Any]]] = [
    {"code": "paper", "title": {"en": EVIL, "km": EVIL}, "address": "javascript:alert(1)//example/",
     "known": "2017-03-01", "known_basis": "stated", "note": EVIL},
]  # fmt: skip
FACTS: Final[list[dict[str, Any]]] = [
    {"code": f"F{number}", "indicator": indicator, "period": {"year": 2016}, "place": "KH", "body": "OWNER",
     "source": "paper", "value": value, "enter": enter, "note": {"en": EVIL, "km": EVIL}, **more}
    for number, (indicator, value, enter, more) in enumerate(
        [("VICTIMS", 298, "official", {"source_label": "own", "sets": {"sex": {"female": 200}}}),
         ("VICTIMS", 244, "beside", {"source_label": "police"}),
         ("TRAINED", 40, "official", {"qualifier": "at_least"})]
    )
]  # fmt: skip
