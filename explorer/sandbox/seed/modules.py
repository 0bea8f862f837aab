"""What the apps have put into their rooms: modules of every type, which name each other.

An action target opens a dialog or a sidebar by its key, a glance opens what it names, and the
buttons and cards of the threads name action targets; wherever something is named in a room, it is
there.
"""

from __future__ import annotations

import json
from typing import Any

from explorer.api.models.modules import DescriptorType, ModuleType
from explorer.sandbox.seed.people import HARBOR, NOTES, Cast
from explorer.sandbox.seed.planting import app_id, room_id
from explorer.sandbox.store import configuration, modules
from explorer.sandbox.store.database import Connection


def _text(value: str) -> dict[str, str]:
    return {"value": value}


def _calls(key: str, **parameters: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"key": key, "callService": {"url": f"/actions/{key}"}}
    if parameters:
        made["parameters"] = parameters
    return made


def _opens(key: str, dialog: str) -> dict[str, Any]:
    return {"key": key, "openDialog": {"key": dialog}}


_SETTINGS: dict[str, Any] = {"key": "settings", "openConfiguration": {"key": "configuration"}}


def _dialog(key: str, title: str, *, size: Any = None, **options: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "key": key,
        "title": _text(title),
        "url": f"/dialogs/{key}",
        "authentication": "jwt",
    }
    if size is not None:
        options = {"size": size, **options}
    if options:
        made["options"] = options
    return made


def _button(key: str, name: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": _text(name), **more}


def _icon(name: str) -> dict[str, str]:
    return {"url": f"/icons/{name}.png", "url@2x": f"/icons/{name}@2x.png"}


def _glance(key: str, name: str, target: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": _text(name), "icon": _icon(key), "target": target, **more}


def _sidebar(key: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "name": _text(name),
        "url": f"/sidebars/{key}",
        "authentication": "jwt",
        **more,
    }


def _page(key: str, name: str, url: str) -> dict[str, Any]:
    return {"key": key, "name": _text(name), "url": url}


def _webhook(key: str, event: str) -> dict[str, str]:
    return {"key": key, "event": f"{event}:updates", "url": f"/webhooks/{key}"}


_BOT: dict[str, Any] = {
    "key": "harbor",
    "mention": {"url": "/bot/mention"},
    "directMessage": {"url": "/bot/direct"},
}
_GREETING = {"key": "greeting", "pattern": "^(?i)(hello|hi).*$", "url": "/bot/greeting"}
_INCIDENTS = {"key": "incident-links", "pattern": ".*INC-[0-9]+.*", "url": "/bot/incident-links"}
_ISSUES = {"key": "issue-links", "pattern": ".*PCL-[0-9]+.*", "url": "/bot/issue-links"}

Shelf = dict[ModuleType, list[dict[str, Any]]]

_ROOMS: dict[str, Shelf] = {
    "incident": {
        ModuleType.ACTION_TARGET: [
            _calls("ack-incident", incident="INC-42"),
            _opens("open-runbook", "runbook"),
            _opens("open-timeline", "timeline"),
            _opens("page-someone", "pager"),
            _calls("stop-rollout"),
            _calls("mark-done"),
            _SETTINGS,
            _calls("raise-severity", to="SEV-1"),
            _calls("lower-severity", to="SEV-3"),
            _calls("resolve-incident", incident="INC-42"),
            _opens("write-update", "status-update"),
            _calls("hand-over-command"),
            {"key": "open-graphs", "openExternalPage": {"key": "graphs"}},
        ],
        ModuleType.BOT: [_BOT],
        ModuleType.BOT_MESSAGES: [_INCIDENTS, _GREETING],
        ModuleType.DIALOG: [
            _dialog(
                "runbook",
                "Runbook",
                size="xlarge",
                hint=_text("Changes are kept for the review"),
                filter={"placeholder": _text("Find a step")},
                primaryAction=_button("done", "Step is done"),
                secondaryActions=[_button("skip", "Skip"), _button("close", "Close")],
            ),
            _dialog("timeline", "Timeline of the incident", size="large"),
            _dialog(
                "pager",
                "Page someone",
                size={"width": "480px", "height": "60%"},
                primaryAction=_button("page", "Page", enabled=False),
                secondaryActions=[_button("close", "Cancel")],
            ),
            _dialog(
                "status-update",
                "Status page",
                size="medium",
                primaryAction=_button("publish", "Publish", target="resolve-incident"),
            ),
        ],
        ModuleType.EXTERNAL_PAGE: [
            _page("graphs", "Graphs", "https://graphs.acme.example/d/tracking"),
            _page("status-page", "Status page", "/pages/status"),
        ],
        ModuleType.GLANCE: [
            _glance(
                "incident-state",
                "Incident",
                "incident-facts",
                queryUrl="/glances/incident-state",
                weight=10,
                conditions=[{"condition": "conversation_is_room"}],
            ),
            _glance("next-update", "Next update", "status-update", authentication="jwt"),
        ],
        ModuleType.SIDEBAR: [_sidebar("incident-facts", "Facts", icon=_icon("facts"), weight=10)],
        ModuleType.WEBHOOK: [
            _webhook("who-is-here", "roster"),
            _webhook("room-changes", "conversation"),
        ],
    },
    "launch": {
        ModuleType.ACTION_TARGET: [
            _opens("open-checklist", "checklist"),
            _opens("go-no-go", "vote"),
            _calls("vote"),
            _opens("assign", "assign-issue"),
            _calls("decisions", list="launch"),
            {"key": "open-progress", "openSidebar": {"key": "progress"}},
        ],
        ModuleType.BOT: [_BOT],
        ModuleType.BOT_MESSAGES: [_ISSUES],
        ModuleType.DIALOG: [
            _dialog(
                "checklist",
                "Launch checklist",
                size={"width": "640px", "height": "480px"},
                primaryAction=_button("save", "Save"),
                secondaryActions=[_button("close", "Close")],
            ),
            _dialog(
                "vote",
                "Go or no-go?",
                size="small",
                primaryAction=_button("go", "Go", target="vote"),
                secondaryActions=[_button("no-go", "No-go", target="vote")],
            ),
            _dialog("assign-issue", "Assign an issue", size="medium"),
        ],
        ModuleType.EXTERNAL_PAGE: [_page("release-notes", "Release notes", "/pages/parcel-3")],
        ModuleType.GLANCE: [
            _glance("launch-progress", "Launch", "progress", queryUrl="/glances/launch-progress"),
        ],
        ModuleType.SIDEBAR: [
            _sidebar(
                "progress",
                "Progress",
                conditions=[
                    {
                        "type": "or",
                        "conditions": [
                            {"condition": "conversation_is_public"},
                            {"condition": "user_is_guest", "invert": True},
                        ],
                    }
                ],
            )
        ],
        ModuleType.WEBHOOK: [_webhook("joined-and-left", "roster")],
    },
    "alerts": {
        ModuleType.ACTION_TARGET: [_calls("ack-alert"), _calls("silence", minutes=60), _SETTINGS],
        ModuleType.BOT_MESSAGES: [{"key": "everything", "pattern": ".*", "url": "/bot/alerts"}],
        ModuleType.BOT: [{"key": "alert-helper", "mention": {"url": "/bot/alerts"}}],
        ModuleType.DIALOG: [_dialog("silences", "What is silenced", size="large")],
        ModuleType.GLANCE: [_glance("firing", "Alerts", "ack-alert", weight=5)],
        ModuleType.WEBHOOK: [_webhook("muted", "conversation")],
    },
    "standup": {
        ModuleType.ACTION_TARGET: [_opens("answer", "standup-answer"), _calls("skip")],
        ModuleType.DIALOG: [
            _dialog(
                "standup-answer",
                "Your stand-up",
                size={"width": "520px", "height": "420px"},
                hint=_text("Three lines are enough"),
                primaryAction=_button("send", "Send"),
            )
        ],
    },
    "formatting": {
        ModuleType.ACTION_TARGET: [_opens("open-report", "report-dialog"), _calls("subscribe")],
        ModuleType.BOT: [_BOT],
        ModuleType.BOT_MESSAGES: [
            {"key": "weather", "pattern": ".*weather.*", "url": "https://weather.acme.example/bot"}
        ],
        ModuleType.DIALOG: [
            _dialog(
                "report-dialog",
                "Report",
                size={"width": "500px", "height": "300px"},
                primaryAction=_button("save", "Save"),
                secondaryActions=[_button("close", "Close")],
            )
        ],
    },
    "lunch": {
        ModuleType.ACTION_TARGET: [
            _calls("vote-noodles", place="noodles"),
            _calls("vote-canteen", place="canteen"),
        ],
        ModuleType.BOT: [_BOT],
    },
    "direct-acme-tomas": {
        ModuleType.ACTION_TARGET: [_opens("swap-shift", "swap"), _SETTINGS],
        ModuleType.BOT: [{"key": "pager", "directMessage": {"url": "/bot/pager"}}],
        ModuleType.DIALOG: [_dialog("swap", "Swap a shift", size="medium")],
    },
    "arm": {
        ModuleType.BOT: [_BOT],
        ModuleType.BOT_MESSAGES: [
            {"key": "runs", "pattern": "^run [0-9]+$", "url": "/bot/runs"},
        ],
        ModuleType.ACTION_TARGET: [_opens("show-run", "run")],
        ModuleType.DIALOG: [_dialog("run", "A run of the arm", size="large")],
        ModuleType.GLANCE: [_glance("arm-state", "Arm", "run")],
    },
}

_OF_BUILD_NOTES: dict[str, Shelf] = {
    "builds": {
        ModuleType.ACTION_TARGET: [_opens("show-log", "build-log")],
        ModuleType.BOT: [{"key": "build-notes", "mention": {"url": "/mention"}}],
        ModuleType.DIALOG: [_dialog("build-log", "Build log", size="xlarge")],
    },
}


_STATES: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {
    ("incident", "incident-state"): ("SEV-2, 2 h 10 min", {"incident": "INC-42", "severity": 2}),
    ("incident", "next-update"): ("in 20 min", {}),
    ("launch", "launch-progress"): ("11 of 14 done", {"done": 11, "of": 14}),
    ("alerts", "firing"): ("3 firing", {"firing": ["disk", "latency", "queue"]}),
}
"""What the glances show, by room and key; the arm's has yet to say something."""

_DESCRIPTOR: dict[DescriptorType, list[dict[str, Any]]] = {
    DescriptorType.CONFIGURATION: [{"key": "configuration", "page": {"url": "/configuration"}}],
}
"""What the apps have everywhere, by their descriptors."""


def shelves() -> list[tuple[str, str, Shelf]]:
    """App, room and modules: everything that a new sandbox holds."""
    return [
        (robot.nick, room, shelf)
        for robot, rooms in ((HARBOR, _ROOMS), (NOTES, _OF_BUILD_NOTES))
        for room, shelf in rooms.items()
    ]


def plant_modules(connection: Connection, cast: Cast) -> None:
    """Put the modules into their rooms, and each app's configuration into its descriptor."""
    for nick, room, shelf in shelves():
        for kind, found in shelf.items():
            for module in found:
                modules.put(
                    connection,
                    app_id(cast, nick),
                    room_id(cast, room),
                    kind,
                    str(module["key"]),
                    module,
                )
    for (room, key), (label, metadata) in _STATES.items():
        configuration.set_glance(
            connection, app_id(cast, HARBOR.nick), room_id(cast, room), key, label, metadata
        )
    connection.executemany(
        "INSERT INTO descriptor VALUES (?, ?, ?, ?)",
        [
            (app_id(cast, robot.nick), kind, str(module["key"]), json.dumps(module))
            for robot in (HARBOR, NOTES)
            for kind, found in _DESCRIPTOR.items()
            for module in found
        ],
    )
