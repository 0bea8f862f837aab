"""A valid module of each type to start from. Those that name others name each other."""

from typing import Any

from explorer.api.models.modules.types import ModuleType

_ICON = {"url": "/icons/report.png", "url@2x": "/icons/report@2x.png"}

TEMPLATES: dict[ModuleType, dict[str, Any]] = {
    ModuleType.ACTION_TARGET: {"key": "open-report", "openDialog": {"key": "report-dialog"}},
    ModuleType.BOT: {
        "key": "bot-1",
        "mention": {"url": "/mentions"},
        "directMessage": {"url": "/dm"},
    },
    ModuleType.BOT_MESSAGES: {"key": "weather", "pattern": ".*weather.*", "url": "/weather"},
    ModuleType.DIALOG: {
        "key": "report-dialog",
        "title": {"value": "Report"},
        "url": "/dialogs/report",
        "authentication": "jwt",
        "options": {
            "size": {"width": "500px", "height": "300px"},
            "primaryAction": {"key": "save", "name": {"value": "Save"}},
            "secondaryActions": [{"key": "close", "name": {"value": "Close"}}],
        },
    },
    ModuleType.EXTERNAL_PAGE: {
        "key": "report-page",
        "name": {"value": "Report"},
        "url": "https://reports.example.com/",
    },
    ModuleType.GLANCE: {
        "key": "open-reports",
        "name": {"value": "Reports"},
        "icon": _ICON,
        "target": "report-sidebar",
        "queryUrl": "/glances/reports",
        "conditions": [{"condition": "conversation_is_room"}],
    },
    ModuleType.SIDEBAR: {
        "key": "report-sidebar",
        "name": {"value": "Reports"},
        "url": "/sidebars/reports",
        "icon": _ICON,
        "authentication": "jwt",
    },
    ModuleType.WEBHOOK: {
        "key": "roster-changes",
        "event": "roster:updates",
        "url": "/webhooks/roster",
    },
}
"""A valid module of each type to start from."""
