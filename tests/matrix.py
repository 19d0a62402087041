"""Who reaches which address: one row for each URL pattern. A pattern without a row fails the tests.

The examples are addresses of the demonstration. Rows say what a GET answers; what a POST may do is tested in the rooms.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.cast import ROLES, STRANGER

EVERYBODY = frozenset(ROLES)
ADMINISTRATOR = frozenset({"administrator"})
ACCOUNT_READERS = frozenset({"administrator", "auditor"})
# The demonstration's cast stands at one province, but for the reporter (a commune elsewhere in it) and the office.
CHAIR = frozenset({"chair"})
SECRETARY = frozenset({"reviewer"})  # also writes for the province
WRITERS = frozenset({"reporter", "reviewer"})
DECIDES = frozenset({"reviewer", "approver", "monitoring_officer"})
READ_NO_REPORTS = frozenset({"administrator", "reader"})
REPORTS = EVERYBODY - READ_NO_REPORTS
SEES_IT = REPORTS - {"reporter"}
IT = "/reports/npa-2014-2018/PCCT-17/2018-01/"  # approved
DRAFT = "/reports/npa-2014-2018/PCCT-17/2018-03/"
NOTHING = "00000000-0000-0000-0000-000000000000/"


@dataclass(frozen=True, slots=True)
class Row:
    """An example of the pattern, the roles that reach it, what they get, and whether strangers get the same."""

    example: str
    roles: frozenset[str] = EVERYBODY
    status: int = 200
    public: bool = False
    stranger: int = 302  # to the sign-in page
    blind: frozenset[str] = frozenset()  # the roles for which it is not there

    def expected(self, role: str) -> int:
        """Return the status this role gets."""
        if role == STRANGER:
            return self.status if self.public else self.stranger
        if role in self.blind:
            return 404
        return self.status if role in self.roles else 403


def about_it(rest: str, roles: frozenset[str] = SEES_IT, address: str = IT) -> Row:
    """A row about one report, which is not there for those who do not see it."""
    return Row(address + rest, roles, blind=EVERYBODY - SEES_IT)


def sent_only(example: str) -> Row:
    """A row of what only a form sends: there is nothing to get. Who may send it is in tests/test_acts.py."""
    return Row(example, status=405)


REPORT = "reports/<str:plan>/<str:body>/<str:period>/"
MATRIX: dict[str, Row] = {
    # The shell
    "": Row("/"),
    "language/<str:code>/": Row("/language/en/", status=302, public=True),
    "health/": Row("/health/", public=True),
    "search/": Row("/search/?q=victim"),
    "help/": Row("/help/"),
    "help/rights/": Row("/help/rights/"),
    "help/sign-in/": Row("/help/sign-in/", public=True),
    # The mechanism
    "bodies/": Row("/bodies/"),
    "bodies/<str:code>/": Row("/bodies/NCCT/"),
    "bodies/<str:code>/phone/": sent_only("/bodies/PCCT-17/phone/"),
    "places/": Row("/places/"),
    "places/<str:code>/": Row("/places/KH-02/"),
    # The tracking table
    "pitt/": Row("/pitt/", status=302),
    "pitt/<str:plan>/": Row("/pitt/npa-2014-2018/"),
    "figure/<str:plan>/<str:indicator>/": Row("/figure/npa-2014-2018/S4-1/"),
    "changes/<str:plan>/": Row("/changes/npa-2014-2018/"),
    "help/how-a-figure-is-made/": Row("/help/how-a-figure-is-made/"),
    "evidence/<uuid:uid>/": Row("/evidence/00000000-0000-0000-0000-000000000000/", status=404),
    # The plan
    "plan/": Row("/plan/", status=302),
    "plan/<str:plan>/": Row("/plan/npa-2014-2018/"),
    "plan/<str:plan>/indicators/": Row("/plan/npa-2014-2018/indicators/"),
    "plan/<str:plan>/indicator/<str:indicator>/": Row("/plan/npa-2014-2018/indicator/S4-1/"),
    "plan/<str:plan>/cannot-be-measured/": Row("/plan/npa-2014-2018/cannot-be-measured/"),
    "plan/<str:plan>/contradictions/": Row("/plan/npa-2014-2018/contradictions/"),
    "plan/<str:plan>/recommendations/": Row("/plan/npa-2014-2018/recommendations/"),
    "plan/<str:plan>/glossary/": Row("/plan/npa-2014-2018/glossary/"),
    # Reports
    "reports/": Row("/reports/", REPORTS),
    "reports/waiting/": Row("/reports/waiting/", REPORTS),
    "reports/late/": Row("/reports/late/", REPORTS),
    "reports/paper/": Row("/reports/paper/", WRITERS, status=302),
    "reports/events/": Row("/reports/events/", frozenset({"monitoring_officer"})),
    "reports/events/join/": sent_only("/reports/events/join/"),
    "reports/events/separate/": sent_only("/reports/events/separate/"),
    "reports/excuses/<str:body>/": Row("/reports/excuses/PCCT-17/", SEES_IT, blind=EVERYBODY - SEES_IT),
    "reports/excuses/<str:body>/take-back/": sent_only("/reports/excuses/PCCT-17/take-back/"),
    "reports/excuses/<str:body>/<uuid:uid>/": Row(f"/reports/excuses/PCCT-17/{NOTHING}", status=404),
    "reports/several/": sent_only("/reports/several/"),
    REPORT: about_it("", address=DRAFT),
    f"{REPORT}paper/": about_it("paper/"),
    f"{REPORT}versions/": about_it("versions/"),
    f"{REPORT}save/": sent_only(f"{DRAFT}save/"),
    f"{REPORT}submit/": sent_only(f"{DRAFT}submit/"),
    f"{REPORT}files/": sent_only(f"{DRAFT}files/"),
    f"{REPORT}files/<uuid:uid>/": Row(f"{IT}files/{NOTHING}", status=404),
    f"{REPORT}files/<uuid:uid>/remove/": sent_only(f"{DRAFT}files/{NOTHING}remove/"),
    f"{REPORT}sign/": about_it("sign/", CHAIR),
    f"{REPORT}delegate/": about_it("delegate/", CHAIR),
    f"{REPORT}delegate/take-back/": sent_only(f"{IT}delegate/take-back/"),
    f"{REPORT}give-back/": about_it("give-back/", CHAIR),
    f"{REPORT}review/": about_it("review/", DECIDES),
    f"{REPORT}receive/": about_it("receive/", DECIDES),
    f"{REPORT}return/": about_it("return/", DECIDES),
    f"{REPORT}approve/": about_it("approve/", DECIDES),
    f"{REPORT}note/": sent_only(f"{IT}note/"),
    f"{REPORT}note/<uuid:uid>/drop/": sent_only(f"{IT}note/{NOTHING}drop/"),
    f"{REPORT}choose/<uuid:uid>/": sent_only(f"{IT}choose/{NOTHING}"),
    f"{REPORT}correct/": about_it("correct/", SECRETARY),
    f"{REPORT}withdraw/": about_it("withdraw/", SECRETARY),
    f"{REPORT}drop/": about_it("drop/", SECRETARY),
    f"{REPORT}attach/<uuid:uid>/": Row(
        f"{IT}attach/{NOTHING}", frozenset({"monitoring_officer"}), status=404, blind=EVERYBODY - SEES_IT
    ),
    # The journal
    "journal/": Row("/journal/", ACCOUNT_READERS),
    # Accounts
    "accounts/": Row("/accounts/"),
    "accounts/login/": Row("/accounts/login/", status=302, stranger=200),
    "accounts/logout/": Row("/accounts/logout/"),
    "accounts/inactive/": Row("/accounts/inactive/", public=True),
    "accounts/signup/": Row("/accounts/signup/", status=302, stranger=200),
    "accounts/reauthenticate/": Row("/accounts/reauthenticate/"),
    "accounts/password/change/": Row("/accounts/password/change/"),
    "accounts/2fa/": Row("/accounts/2fa/"),
    "accounts/2fa/authenticate/": Row("/accounts/2fa/authenticate/", status=302, public=True),
    "accounts/2fa/reauthenticate/": Row("/accounts/2fa/reauthenticate/", status=302),
    "accounts/2fa/totp/activate/": Row("/accounts/2fa/totp/activate/", status=302),
    "accounts/2fa/totp/deactivate/": Row("/accounts/2fa/totp/deactivate/", status=404),
    "accounts/2fa/recovery-codes/": Row("/accounts/2fa/recovery-codes/", status=404),
    "accounts/2fa/recovery-codes/generate/": Row("/accounts/2fa/recovery-codes/generate/", status=302),
    "accounts/2fa/recovery-codes/download/": Row("/accounts/2fa/recovery-codes/download/", status=404),
    "accounts/invitation/<str:token>/": Row("/accounts/invitation/not-a-token/", status=404, public=True),
    "accounts/people/": Row("/accounts/people/", ACCOUNT_READERS),
    "accounts/people/invite/": Row("/accounts/people/invite/", ADMINISTRATOR),
    "accounts/people/<str:user_name>/again/": Row("/accounts/people/reader/again/", ADMINISTRATOR),
    "accounts/people/<str:user_name>/close/": Row("/accounts/people/reader/close/", ADMINISTRATOR),
    "accounts/people/<str:user_name>/open/": Row("/accounts/people/reader/open/", ADMINISTRATOR),
    "accounts/people/<str:user_name>/second-code/": Row("/accounts/people/reader/second-code/", ADMINISTRATOR),
    "accounts/people/<str:user_name>/role/": Row("/accounts/people/reader/role/", ADMINISTRATOR),
    "accounts/people/<str:user_name>/role/<int:number>/end/": Row("/accounts/people/reader/role/1/end/", ADMINISTRATOR),
}

# Pages in states that no row's example stands in, looked at as a role that has something to do there.
ALSO: dict[str, tuple[str, ...]] = {
    "reviewer": (
        "/reports/npa-2014-2018/DCCT-1707/2018-03/review/", "/reports/npa-2014-2018/DCCT-1707/2018-03/return/",
        "/reports/npa-2014-2018/PCCT-17/2018-02/",
    ),
    "monitoring_officer": ("/reports/npa-2014-2018/TWG-VP/2018-03/", "/reports/npa-2014-2018/MoSVY/2018-03/"),
    "reporter": ("/reports/npa-2014-2018/CCCT-170704/2018-03/paper/",),
}  # fmt: skip
