"""What the apps have put into their rooms: modules of every type, which name each other.

An action target opens a dialog by its key, and the buttons and cards of the threads name action
targets by theirs; wherever something is named in a room, it is there.
"""

from __future__ import annotations

import json
from typing import Any

from explorer.api.models.modules import ModuleType
from explorer.sandbox.seed.people import HARBOR, NOTES, Cast
from explorer.sandbox.seed.planting import app_id, room_id
from explorer.sandbox.store import modules
from explorer.sandbox.store.database import Connection

_CONFIGURATION = "chat:configuration"


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
    },
    "alerts": {
        ModuleType.ACTION_TARGET: [_calls("ack-alert"), _calls("silence", minutes=60), _SETTINGS],
        ModuleType.BOT_MESSAGES: [{"key": "everything", "pattern": ".*", "url": "/bot/alerts"}],
        ModuleType.BOT: [{"key": "alert-helper", "mention": {"url": "/bot/alerts"}}],
        ModuleType.DIALOG: [_dialog("silences", "What is silenced", size="large")],
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
    },
}

_OF_BUILD_NOTES: dict[str, Shelf] = {
    "builds": {
        ModuleType.ACTION_TARGET: [_opens("show-log", "build-log")],
        ModuleType.BOT: [{"key": "build-notes", "mention": {"url": "/mention"}}],
        ModuleType.DIALOG: [_dialog("build-log", "Build log", size="xlarge")],
    },
}


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
    descriptor = {"key": "configuration", "page": {"url": "/configuration"}}
    for robot in (HARBOR, NOTES):
        connection.execute(
            "INSERT INTO descriptor VALUES (?, ?, ?, ?)",
            (app_id(cast, robot.nick), _CONFIGURATION, "configuration", json.dumps(descriptor)),
        )
