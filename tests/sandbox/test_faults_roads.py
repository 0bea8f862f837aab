"""Each fault by each road: that it strikes, and whether what was asked has been done."""

from __future__ import annotations

import http.client

import pytest

from explorer.sandbox.faults.options import FaultError
from explorer.sandbox.faults.rule import parse
from explorer.sandbox.faults.table import FAULTS

QUICK = {"latency": "latency=1", "drip": "drip,every=0", "huge": "huge=2000"}
TEXT = "sent under a fault"


def spec(name):
    return QUICK.get(name, name)


def by_flag(start, name):
    return start(faults=[spec(name)]), {}


def by_admin_path(start, name):
    service = start()
    token = service.sandbox.credentials.admin_token
    assert service.call("POST", "/sandbox/faults", spec(name), token=token).status == 201
    return service, {}


def by_prefer(start, name):
    first, _, options = spec(name).partition(",")
    name, _, value = first.partition("=")
    main = [f"{FAULTS[name].options[0].name}={value}"] if value else []
    return start(), {"Prefer": "; ".join([f"fault={name}", *main, *options.split()])}


def by_magic_token(start, name):
    service = start()
    return service, {"Authorization": f"Bearer {service.both}~{spec(name)}"}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("road", [by_flag, by_admin_path, by_prefer, by_magic_token])
def test_each_fault_by_each_road(start, road, name):
    service, headers = road(start, name)
    path = service.path("conversation", service.room("lunch"), "message")
    try:
        service.call("POST", path, TEXT, headers={"Content-Type": "text/plain", **headers})
    except (http.client.HTTPException, ConnectionError):
        assert name in {"refuse", "drop-before", "drop-after", "cut"}
    service.close()
    entry = service.sandbox.requests()[-1]
    assert (entry.fault, entry.operation) == (name, "ConversationMessagePostHandler")
    service.sandbox.clear_faults()
    found = service.get(f"{path}/recent?limit=1")["messages"][0]["text"] == TEXT
    assert found is FAULTS[name].committed


@pytest.mark.parametrize(
    ("prefer", "said"),
    [
        ("code=503 delay=300", "Prefer: 'code=503 delay=300' cannot be read: write a comma"),
        ("wait=5, code=503 delay=300", "'code=503 delay=300' cannot be read"),
        ("delay=300; =", "Prefer: '=' cannot be read"),
        ('fault="cut', "cannot be read"),
        ("Code 503", "'Code 503' cannot be read"),
        ("code=abc", "code=abc: must be a whole number, 200 to 599."),
        ("code=42", "code=42: must be"),
        ("delay=long", "delay=long: must be a whole number"),
    ],
)
def test_a_preference_that_cannot_be_read_is_said_in_the_callers_words(service, prefer, said):
    reply = service.call("GET", "/me", headers={"Prefer": prefer})
    assert reply.status == 400
    assert said in reply.message


@pytest.mark.parametrize("prefer", ["wait=5 respond-async", "return=minimal, =", "x-code 503"])
def test_what_cannot_be_read_and_is_not_for_here_is_let_be(service, prefer):
    reply = service.call("GET", "/me", headers={"Prefer": prefer})
    assert reply.status == 200


@pytest.mark.parametrize(
    ("spec", "location", "targets"),
    [
        ('redirect="https://u@h/x"', "https://u@h/x", set()),
        ('redirect="https://u@h/x,y",count=2@MeGetHandler', "https://u@h/x,y", {"MeGetHandler"}),
        ("redirect=https://h/x@GET", "https://h/x", {"GET"}),
    ],
)
def test_a_value_with_an_at_sign_stands_in_quotes(spec, location, targets):
    rule = parse(spec)
    assert (rule.text("location"), rule.targets) == (location, targets)


def test_one_without_quotes_is_told_of_them():
    with pytest.raises(FaultError, match=r"'h/x', which is no operation.*in double quotes"):
        parse("redirect=https://u@h/x")
