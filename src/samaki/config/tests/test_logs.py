"""What the server writes down of a request: never where it came from."""

from __future__ import annotations

import logging

from samaki.config.logs import WithoutNetworkAddress, WithoutPersonalData


def test_a_request_that_cannot_be_read_is_logged_without_its_address() -> None:
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, "Invalid request from ip=%s: %s",
                               ("192.0.2.7", "Request Line is too large"), None)  # fmt: skip
    assert WithoutNetworkAddress().filter(record)
    assert record.getMessage() == "Invalid request from ip=…: Request Line is too large"


def test_the_servers_own_lines_pass_that_filter() -> None:
    assert any(isinstance(each, WithoutNetworkAddress) for each in logging.getLogger("gunicorn.error").filters)


def test_an_address_in_the_log_names_nobody_and_opens_no_account() -> None:
    for path, kept in {
        "/accounts/invitation/n3Ni8vJFECI/": "/accounts/invitation/…/",
        "/accounts/people/pcct-02.reporter/close/?x=1": "/accounts/people/…/close/",
        "/pitt/npa/?place=KH-02": "/pitt/npa/",
    }.items():
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s",
                                   ("Internal Server Error", path), None)  # fmt: skip
        assert WithoutPersonalData().filter(record)
        assert record.getMessage() == f"Internal Server Error: {kept}"
