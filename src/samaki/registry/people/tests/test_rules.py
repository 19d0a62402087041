"""Rights: pure, over grants and subjects."""

from __future__ import annotations

import pytest
from django.utils import translation

from samaki.core.actor import SYSTEM, Actor, Grant
from samaki.core.problems import Forbidden
from samaki.registry.people import rights
from samaki.registry.people.models import RoleName
from samaki.registry.people.rights import ANY, RIGHTS, Relation, Subject, may, require

OWN, PROVINCE, NATION, THEME = 1, 2, 3, 4
SUBJECT = Subject(body=OWN, above_in_area=frozenset({PROVINCE, NATION}), above_in_theme=frozenset({THEME}))


def actor(role: str, body: int | None = None, theme: int | None = None) -> Actor:
    return Actor(account=1, name="somebody", grants=(Grant(role, body, theme),))


@pytest.mark.parametrize(
    ("body", "theme", "expected"),
    [(OWN, None, True), (PROVINCE, None, True), (NATION, None, True), (THEME, None, True), (99, None, False)],
)
def test_a_ladder_reaches_the_own_body_and_those_below(body: int, theme: int | None, expected: bool) -> None:
    assert may(actor("reviewer", body, theme), "figures.read_small", SUBJECT) is expected


def test_a_theme_limits_the_thematic_ladder() -> None:
    assert may(actor("chair", body=99, theme=THEME), "figures.read_small", SUBJECT)
    assert not may(actor("chair", body=99, theme=98), "figures.read_small", SUBJECT)
    assert may(actor("approver", body=NATION), "report.approve", SUBJECT)
    assert may(actor("approver", body=NATION, theme=THEME), "report.approve", SUBJECT)
    assert not may(actor("approver", body=NATION, theme=98), "report.approve", SUBJECT)
    assert may(actor("approver", body=OWN, theme=98), "report.approve", SUBJECT)


def test_a_right_over_every_body_needs_no_relation() -> None:
    assert may(actor("auditor"), "figures.read_small", SUBJECT)


def test_a_role_without_the_right_reaches_nothing() -> None:
    assert not may(actor("administrator", OWN), "figures.read_small", SUBJECT)
    assert not may(actor("administrator", OWN), "figures.read_small")


def test_without_a_subject_any_reach_is_enough() -> None:
    assert may(actor("reporter", OWN), "figures.read_small")


def test_nobody_may_nothing_and_the_system_everything() -> None:
    nobody = Actor(account=None, name="nobody")
    assert not any(may(nobody, action) for action in RIGHTS)
    assert all(may(SYSTEM, action, SUBJECT) for action in RIGHTS)


def test_an_unknown_action_is_a_mistake_of_the_code() -> None:
    with pytest.raises(KeyError):
        may(actor("auditor"), "plan.sing")


def test_a_refusal_names_the_right_and_the_way_out() -> None:
    with translation.override("en"), pytest.raises(Forbidden) as refusal:
        require(actor("reader"), "account.invite")
    (problem,) = refusal.value.problems
    assert "Make an account" in problem.what
    assert "administrator" in problem.mend


def test_only_administrators_change_accounts() -> None:
    for action in ("account.invite", "account.close", "role.give", "role.end"):
        assert RIGHTS[action].reach == {RoleName.ADMINISTRATOR: ANY}


def test_every_action_has_words_and_reaches_somebody() -> None:
    for action, right in RIGHTS.items():
        assert str(right.about), action
        assert right.reach, action
        assert all(reach and reach <= set(Relation) for reach in right.reach.values()), action


def test_every_relation_has_words() -> None:
    assert set(rights.RELATION_WORDS) == set(Relation)
