"""Each fault by each road: that it strikes, and whether what was asked has been done."""

from __future__ import annotations

import http.client

import pytest

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
