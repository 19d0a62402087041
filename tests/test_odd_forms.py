"""Odd forms: whatever is sent to an address that changes something, it answers, and says what is wrong.

Each act of tests/test_acts.py gets, from somebody who may do it, what no page of ours sends: fields that are missing,
repeated, of another kind, huge, or another report's; bodies that are no form; JSON that is not ours. The lists of
reports are asked for what they cannot show. Nothing fails (5xx), on either database.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from samaki.work.reporting.models import ReportLine
from tests.test_acts import ACTS, SEVERAL, Act, Standing, standing
from tests.test_hostile import BYTES, NUMBERS, WORDS

__all__ = ["standing"]  # the fixture
pytestmark = pytest.mark.django_db
FORM: Final = "application/x-www-form-urlencoded"
HERE: Final = "/reports/small/PC1/2018-04/"
OTHERS: Final = "0f9a7c1e-5b1d-4f3a-9c55-2f6f0d3c8a11"  # a uid of nothing of this report
LONG: Final = "ក" * 350_000  # a megabyte of Khmer
WORST: Final = ("", "\0", LONG)
ODD: Final = (
    *WORDS, *NUMBERS, *WORST, OTHERS, "៤៣", "-៤៣", "1e9", "½", "2147483648", "9223372036854775808", "true", "[]",
)  # fmt: skip
MIXTURES: Final = 5
# What acts read, beside the fields of their own: nothing that one page sends may make another fail.
READ: Final = (
    "key", "seen", "shown", "next", "reason", "report", "act", "piece", "text", "line", "into", "uid", "count", "file",
    "account", "last_day", "unknown", "\0", "line:TRAINED|value", "line:TRAINED|version", "line:TRAINED|kind",
    "line:TRAINED|place", "line:TRAINED|event", "line:TRAINED|cell.sex.female", "line:TRAINED|cell.no.such",
    "line:TRAINED|includes_lower", "line:NOTHING|value", f"line:{OTHERS}|indicator", f"line:{OTHERS}|value",
    "word:nothing|nothing", "word:challenges|text", "word:x|text", f"event:{OTHERS}|title", f"event:{OTHERS}|first_day",
    f"event:{OTHERS}|last_day", f"event:{OTHERS}|place", f"other:{OTHERS}|what", f"other:{OTHERS}|when", "other:|what",
    "|", ":|", "line:\0|value",
)  # fmt: skip
BROKEN_OFF: Final = b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n\xff'
BODIES: Final = (
    (b"", FORM), (b"\0=\0&\xff\xfe\xed\xa0\x80", FORM), (b"key=%FF%ED%A0%80&seen=%00&reason=%&=&;", FORM),
    (b"key=1&" * 3000, FORM), (BROKEN_OFF, "multipart/form-data"), (BROKEN_OFF, "multipart/form-data; boundary=x"),
    (b"[]", "\u17d2"),
)  # fmt: skip
PIECE: Final[Mapping[str, Any]] = {"key": "line:TRAINED", "version": 0, "typed": {"value": "7"}}
NO_JSON: Final = (b"", b"{", b"\xff", b"[" * 100_000, b'{"changes": [{"key": "line:TRAINED", "typed": {"value": "7"}}')
NOT_OURS: Final[tuple[Any, ...]] = (
    None, 3, "x", [], [PIECE], {}, {"changes": None}, {"changes": PIECE}, {"changes": "line"}, {"changes": [None]},
    {"changes": [[PIECE]]}, {"changes": [PIECE] * 301}, {"changes": [PIECE, PIECE]}, {"changes": [], "more": [PIECE]},
)  # fmt: skip
NO_TEXTS: Final = (None, 7, -1, 1.5, float("inf"), True, [], ["7"], {"value": "7"}, "\ud800")
KEYS: Final = ("", ":", "line", "line:", "line:\0", "word:\ud800", f"event:{OTHERS}", f"line:{OTHERS}", "other:x", LONG)
ASKED: Final = {
    "/reports/": ("body", "plan", "year", "page"),
    "/reports/waiting/": ("tick", "page"),
    "/reports/late/": ("plan", "message", "place", "period", "page"),
    "/reports/events/": ("plan", "place", "page"),
    "/reports/paper/": ("plan", "body", "period"),
    HERE: ("take", "add"),
    f"{HERE}paper/": ("blank",),
    "/reports/small/PC1/2018-03/sign/": ("ask",),
    "/reports/small/PC1/2018-02/review/": ("note", "key"),
    "/reports/small/PC1/2018-01/versions/": ("left", "right"),
}
LOOK: Final = ("pc1.reporter", "pc1.chair", "gs.approver", "monitoring")


def forms(act: Act) -> Iterator[dict[str, Any]]:
    """What no page sends: nothing at all, one field odd, everything repeated, all that anybody reads, each odd."""
    yield {}
    usual = {"key": str(uuid4()), "seen": "1", **act.form}
    for name, odd in itertools.product(act.form or ("key",), WORST):
        yield usual | {name: odd}
    yield {name: [value, value, "x"] for name, value in usual.items()}
    for mixture in range(MIXTURES):
        yield {name: ODD[(at * MIXTURES + mixture) % len(ODD)] for at, name in enumerate((*READ, *act.form))}


def failures(client: Client, address: str, posts: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, int]]:
    """Yield what failed; each is sent to what stood before, whatever the one before it did."""
    client.raise_request_exception = False
    for post in itertools.islice(posts, 0, None, every()):
        with transaction.atomic():
            status = client.post(address, **post).status_code
            transaction.set_rollback(True)
        if status >= 500:
            yield address, repr(post)[:300], status


def every() -> int:
    """Return which of all that can be sent is sent: on PostgreSQL every third, for what it refuses is one kind."""
    return 3 if connection.vendor == "postgresql" else 1


def every_act(names: Mapping[str, str]) -> Iterator[tuple[str, Act]]:
    """Yield the addresses that change something, each with its form."""
    for act in ACTS.values():
        yield "/" + act.address.format(**names), act
    for name, (report, may) in SEVERAL.items():
        uid = names[report]
        yield "/reports/several/", Act("", may, {"act": name, "report": uid, f"seen.{uid}": "2"})


def test_no_form_makes_an_act_fail(standing: Standing) -> None:
    failed = []
    for address, act in every_act(standing.names):
        posts = [{"data": form} for form in forms(act)]
        posts += [{"data": body, "content_type": kind} for body, kind in BODIES]
        failed += failures(standing.client(min(act.may)), address, posts)
    assert failed == []


def test_no_json_makes_saving_fail(standing: Standing) -> None:
    pieces = [
        *({**PIECE, "key": key} for key in (*KEYS, *NO_TEXTS)),
        *({**PIECE, "version": odd} for odd in (*NO_TEXTS, *NUMBERS, *WORST)),
        *({**PIECE, "typed": odd} for odd in (*NO_TEXTS, {"": "7"}, {"\ud800": "7"}, {"value\0": "7"})),
        *({**PIECE, "typed": {"value": odd, "kind": odd, "cell.sex.female": odd}} for odd in (*NO_TEXTS, *ODD)),
        {"key": "line:TRAINED"}, {"typed": {}}, {**PIECE, "more": 1},
    ]  # fmt: skip
    sent = [*NO_JSON, *(json.dumps(one).encode() for one in (*NOT_OURS, *({"changes": [piece]} for piece in pieces)))]
    posts = [{"data": one, "content_type": "application/json"} for one in sent]
    assert list(failures(standing.client("pc1.reporter"), f"{HERE}save/", posts)) == []
    mixed = json.dumps({"changes": [PIECE, {**PIECE, "key": "line:NO/LINE"}]})
    answer = standing.client("pc1.reporter").post(f"{HERE}save/", mixed, "application/json")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["what"]
    assert not ReportLine.objects.filter(report__first_month__gte=2018 * 12 + 3).exists(), "whole or not at all"


def test_no_file_makes_sending_it_fail(standing: Standing) -> None:
    names = ("../../etc/passwd", "a" * 3000 + ".pdf", "\0.pdf", "រូបភាព.PDF", ".pdf", "a\r\nb.pdf", "con.pdf")
    contents = (b"", b"%PDF", b"MZ", b"<svg onload=alert(1)>")
    posts = [
        {"data": {"file": SimpleUploadedFile(name, content), "uid": OTHERS, "line": "\0"}}
        for name, content in itertools.product(names, contents)
    ]
    assert list(failures(standing.client("pc1.reporter"), f"{HERE}files/", posts)) == []
    posts = [{"data": {"file": "no file", "line:TRAINED|value": SimpleUploadedFile("a.pdf", b"%PDF")}}]
    for rest in ("files/", "save/", "submit/"):
        assert list(failures(standing.client("pc1.reporter"), f"{HERE}{rest}", posts)) == []


def test_no_question_makes_a_list_fail(standing: Standing) -> None:
    failed = []
    for path, names in ASKED.items():
        odd = [urlencode(dict.fromkeys(names, text)) for text in (*WORDS, *NUMBERS)]
        odd += ["&".join(f"{name}={raw}&{name}={raw}" for name in names) for raw in BYTES]
        for question, user_name in zip(odd[:: every()], itertools.cycle(LOOK), strict=False):
            client = standing.client(user_name)
            client.raise_request_exception = False
            if (status := client.get(f"{path}?{question}").status_code) >= 500:
                failed.append((path, question[:100], user_name, status))
    assert failed == []
