"""Everything that can be wrong with a plan folder: one sentence for what it is, one for how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from samaki.core.problems import Problem


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the message catalogue; it is translated where it is shown."""
    return sentence


_ = gettext_noop

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    # the folder and its files
    "folder-missing": (_("There is no folder {path}."), _("Name the folder that holds plan.yaml.")),
    "file-missing": (_("The file {name} is missing."), _("Add it, even if it holds only an empty list.")),
    "file-unknown": (
        _("{name} is no file of a plan folder."),
        _("The nearest name is {nearest}; rename or remove it."),
    ),
    "file-too-large": (
        _("{name} is larger than {limit} megabytes."),
        _("A plan file is written by hand; split it or remove what does not belong."),
    ),
    "file-not-utf8": (_("{name} is not written in UTF-8 (byte {byte})."), _("Save it again as UTF-8.")),
    "file-unreadable": (_("{name} cannot be read: {why}."), _("Check that it is a file and that you may read it.")),
    "file-empty": (_("{name} is empty."), _("Write its first key, for example: {example}")),
    "yaml": (_("This is not YAML: {why}."), _("Mend this line; indent with spaces, never with tabs.")),
    "anchor": (_("Anchors and aliases (& and *) are not used in a plan."), _("Write the value out.")),
    "duplicate-key": (_("The key {key} stands twice; first on line {first}."), _("Keep one of the two.")),
    # shape and kind of values
    "unknown-key": (_("{key} is no field of {of}."), _("The nearest is {nearest}; the reference page lists them all.")),
    "missing-key": (_("{of} has no {key}."), _("Add {key}: {about}")),
    "not-a-mapping": (_("{what} must be a mapping (key: value)."), _("Write its fields below it, indented.")),
    "not-a-list": (_("{what} must be a list."), _("Write its items below it, each after a dash.")),
    "not-a-value": (_("{what} must be one value, not a list or a mapping."), _("Write one value after the colon.")),
    "empty-value": (_("{what} has no value."), _("Write a value, or take the key out.")),
    "leading-zero": (_("{value} is read as the number {read}."), _('Write it in quotes: "{value}".')),
    "read-as-truth": (_("{value} is read as {read} by many programs."), _('Write it in quotes: "{value}".')),
    "read-otherwise": (_("{value} is read as {read}."), _('Write it in quotes: "{value}".')),
    "not-a-number": (_("{value} is no number."), _("Write plain figures with a point for decimals: 1234.5.")),
    "not-whole": (_("{value} is no whole number."), _("Write a whole number.")),
    "too-fine": (
        _("{value} has more than six decimals."),
        _("Values are kept in millionths; round it or use another unit."),
    ),
    "beyond-limit": (_("{value} lies beyond 100,000,000,000."), _("Use thousands or millions as the unit.")),
    "not-yes-no": (_("{value} is neither true nor false."), _("Write true or false.")),
    "not-a-date": (_("{value} is no date."), _("Write year-month-day: 2015-02-28.")),
    "not-a-month": (_("{value} is no month."), _("Write year-month: 2017-06.")),
    "not-a-period": (_("{value} is no period."), _("Write 2016, 2016-H1, 2016-Q3 or 2016-07.")),
    "not-a-code": (
        _("{value} is no code."),
        _("Use letters, digits, point, dash and underscore, at most 40, without spaces."),
    ),
    "not-a-source": (_("{value} is no source."), _("Write the document's code and its pages: review p. 5, 10.")),
    "not-pages": (_("{value} are no pages."), _("Write 5, or 22-23, or 5, 10.")),
    "not-a-choice": (_("{value} is not one of {choices}."), _("The nearest is {nearest}.")),
    "unknown-language": (
        _("{value} is no language of this plan ({languages})."),
        _("Write the text under one of its languages."),
    ),
    "zero-width": (_("The text holds an invisible zero-width space."), _("Type it again without it.")),
    "needs-translation": (_("{what} has no {language} text: it shows as *needs translation*."), _("Add {language}: …")),
    # codes and references
    "code-twice": (
        _("The code {code} is used twice; first at {first}."),
        _("Codes are never used again, whatever the case of their letters; give one another code."),
    ),
    "unknown-reference": (
        _("There is no {kind} {value}."),
        _("The nearest is {nearest}; correct it, or add what it names."),
    ),
    "formula-circle": (
        _("The formula turns in a circle: {circle}."),
        _("A formula may only rest on indicators that do not rest on it."),
    ),
    "formula-cell-and-sets": (
        _("A formula that names a cell ({part}) has no breakdown of its own."),
        _("Take breakdown_sets out."),
    ),
    "formula-cell-set": (
        _("{indicator} is not broken down by {set}, so {part} says nothing."),
        _("Name a set that {indicator} carries."),
    ),
    "formula-cell-item": (_("{set} has no item {item}."), _("The nearest is {nearest}.")),
    "formula-set-of-parts": (
        _("The set {set} is not carried by both parts of the formula."),
        _("Take it out, or add it to {missing}."),
    ),
    "formula-with-rules": (_("A formula has no {field} of its own: its parts have theirs."), _("Take {field} out.")),
    "rule-missing": (_("{code} has no {field}."), _("State how its values come together: {field}.")),
    "key-set-order": (_("The set {set} of the map is not one of lists."), _("Maps speak of lists.")),
    "map-item": (_("{list} has no item {item}."), _("The nearest is {nearest}.")),
    "map-incomplete": (
        _("The map says nothing of {items}."),
        _("Add them, or state that the map has no rule (basis: none)."),
    ),
    "source-page": (
        _("{document} has no page {page} here: our copy holds {pages} pages."),
        _("Mend the page, or state pages_here of the document."),
    ),
    "list-item": (_("The list {list} has no item {item}."), _("The nearest is {nearest}.")),
    "unknown-place": (_("There is no place {place}."), _("The nearest is {nearest}.")),
    "unknown-level": (_("{level} is no level of places."), _("The nearest is {nearest}.")),
    # arithmetic
    "formula-target-kind": (
        _("A formula or a percentage takes level targets, not {kind}."),
        _("Write target_kind: level."),
    ),
    "latest-per-period": (_("A stock (over_time latest) has no target per period."), _("Write target_kind: level.")),
    "targets-overlap": (
        _("The targets of {first} and {second} overlap."),
        _("Keep the year or its parts, never both."),
    ),
    "target-wrong-side": (
        _("The target {target} of {period} lies on the wrong side of the baseline {baseline} for {direction}."),
        _("Mend the target, the baseline or the direction."),
    ),
    "target-outside-plan": (
        _("{period} lies outside the plan's time ({first} to {last})."),
        _("Give targets for periods of the plan."),
    ),
    "target-without-kind": (_("{code} has targets but no target_kind."), _("State per_period, cumulative or level.")),
    "target-no-direction": (
        _("{code} has targets but no direction, so nothing is ever judged."),
        _("State a direction, or take the targets out."),
    ),
    "band-missing": (_("{code} is to be maintained, but no band is stated."), _("Add band: [low, high].")),
    "band-upside-down": (
        _("The band's lower edge {low} lies above its upper edge {high}."),
        _("Write the lower edge first."),
    ),
    "band-without-maintain": (
        _("A band belongs to direction maintain, not {direction}."),
        _("Take the band out or change the direction."),
    ),
    "stage-unknown": (_("{value} is no stage of {stages}."), _("The nearest is {nearest}.")),
    "stages-missing": (_("A {unit} needs stages."), _("Name a list of stages.")),
    "stages-not-used": (
        _("Stages belong to a milestone or an ordered scale, not to {unit}."),
        _("Take stages out or change the unit."),
    ),
    "currency-missing": (_("Money needs a currency."), _("Add currency, for example KHR.")),
    "currency-not-used": (_("A currency belongs to money, not to {unit}."), _("Take it out or change the unit.")),
    "value-fraction": (
        _("{value} is a fraction, but {code} counts {counts}."),
        _("Write a whole number, or state counts: none."),
    ),
    "carry-not-used": (_("carry belongs to over_time latest of a number, not to {what}."), _("Take carry out.")),
    "carry-negative": (_("carry is {value}, less than nothing."), _("State a number of months from 0.")),
    "spread-not-used": (_("Only per-period targets can spread evenly."), _("Take spread out.")),
    "thresholds-order": (
        _("The thresholds must fall: met {met}, on track {on_track}, behind {behind}."),
        _("Put them in falling order."),
    ),
    "floor-outside": (_("The floor {value} lies outside 3 to 20."), _("Choose a floor from 3 to 20.")),
    "floor-lower": (
        _("The indicator's floor {value} lies below the plan's {floor}."),
        _("An indicator may only raise the floor."),
    ),
    "not-protected": (
        _("{code} counts {counts} but is not protected, and no reason stands for that."),
        _("Set protected: true, or name a protected_reason that allows it."),
    ),
    "protection-contradicts": (
        _("protected is {value}, but the reason {reason} says {other}."),
        _("Mend one of the two."),
    ),
    "source-missing": (_("{code} is {source} but names no register."), _("Add register.")),
    "official-not-listed": (
        _("The official source {label} is not among source_labels."),
        _("Add it to source_labels."),
    ),
    "readiness-incomplete": (
        _("{code} cannot be measured fully, but {field} is not said."),
        _("Say why, who must mend it, which step and by when."),
    ),
    # time
    "period-order": (_("{first} lies after {last}."), _("Write the earlier one first.")),
    "version-number": (
        _("Version {number} does not follow {before}."),
        _("Number the versions 1, 2, 3 in their order."),
    ),
    "version-before-known": (
        _("Version {number} would take force on {in_force}, before the known version {other} ({other_in_force})."),
        _("A revision takes force on or after every version known before it."),
    ),
    "version-known-order": (
        _("Version {number} is known on {known}, before version {other} ({other_known})."),
        _("Versions are known in their order."),
    ),
    "version-without-changes": (
        _("Version {number} changes nothing."),
        _("Put what it changes into versions/{number}/, or take it out of plan.yaml."),
    ),
    "version-not-announced": (
        _("versions/{number}/ has no entry under versions in plan.yaml."),
        _("Add number, in_force, known and reason."),
    ),
    # bodies and duties
    "body-circle": (_("The parents turn in a circle: {circle}."), _("Give one of them another parent.")),
    "kind-pattern": (
        _("The kind {code} stands once per {level}, but its pattern {pattern} names no place."),
        _("Write the pattern with {{place}}: {code}-{{place}}."),
    ),
    "kind-without-pattern": (
        _("The kind {code} stands once per {level}, but has no pattern for its codes."),
        _("Add pattern, for example {code}-{{place}}."),
    ),
    "posts-count": (
        _("{code} is said to have {said} members, and {listed} posts are listed; no contradiction is named."),
        _("Name the contradiction under statements, or complete the posts."),
    ),
    "duty-without-label": (
        _("{who} owes {indicator}, which has an official source, but the duty names no label."),
        _("Add labels: {{{indicator}: …}}."),
    ),
    "duty-label-unknown": (_("{indicator} does not carry the label {label}."), _("Use one of {choices}.")),
    "duty-label-idle": (_("labels names {indicator}, which is not among the duty's indicators."), _("Take it out.")),
    "duty-not-reporter": (
        _("{who} is not among those who report {indicator}."),
        _("Add it to reported_by, or take the indicator out of the duty."),
    ),
    "duty-frequency": (_("{indicator} is due {frequency}, the duty says {duty}."), _("Give them the same frequency.")),
    "duty-missing": (_("{who} is said to report {indicator}, but no duty says when."), _("Add a duty.")),
    "deadline-incomplete": (_("The deadline {code} lacks {field}."), _("Add {field}.")),
    "out-of-range": (
        _("{field} is {value}; it lies from {least} to {most}."),
        _("Write a number within these limits."),
    ),
    "ages-upside-down": (_("The ages from {first} to {last} take in nobody."), _("Write the lower age as from.")),
    "check-range": (_("The smallest value {low} lies above the greatest {high}."), _("Write the smaller one as min.")),
    "check-incomplete": (_("A check {rule} needs {field}."), _("Add {field}.")),
    "reading-single": (
        _("The contradiction {code} has fewer than two readings."),
        _("Give every reading with its page."),
    ),
}


@dataclass(frozen=True, slots=True)
class PlanProblem(Problem):
    """One thing wrong in a plan folder. `file` is the path inside the folder, `line` counts from 1; 0: the whole file.

    A *warning* (a missing translation) stops nothing.
    """

    file: str = ""
    line: int = 0
    warning: bool = False
    params: dict[str, Any] = field(default_factory=dict, compare=False)

    def in_words(self, translate: Callable[[str], str]) -> tuple[str, str]:
        """Return what is wrong and how to mend it in another language; `translate` is a gettext function."""
        what, mend = MESSAGES[self.code]
        return translate(what).format(**self.params), translate(mend).format(**self.params)


def problem(code: str, file: str, line: int, /, *, warning: bool = False, **params: Any) -> PlanProblem:
    """Make a problem with its English sentences; raises KeyError for a code without a message."""
    what, mend = MESSAGES[code]
    where = f"{file}:{line}" if line else file
    return PlanProblem(
        code, what.format(**params), where, mend.format(**params), file=file, line=line, warning=warning, params=params
    )
