"""A collection as a team has one: its own API beside some of ours, in several styles."""

from __future__ import annotations

import json
from typing import Any

from explorer.workbench.collected import Collected, collected_from

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
SECRET = "canary-shop-4b1d"


def shop(base: str = "https://shop.example.com/v1", *more: Any) -> dict[str, Any]:
    """The collection's JSON.

    Args:
        base: What its own requests are below of.
        more: Further items.
    """
    return {
        "info": {"name": "Shop", "schema": SCHEMA, "description": "All of the shop."},
        "variable": [
            {"key": "shop", "value": base},
            {"key": "tenant", "value": "{}"},
            {"key": "token", "value": SECRET, "type": "secret"},
        ],
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]},
        "item": [
            {
                "name": "Invoices",
                "event": [{"listen": "prerequest", "script": {"exec": ["pm.globals.clear()"]}}],
                "item": [
                    {
                        "name": "One invoice",
                        "request": {
                            "method": "GET",
                            "description": "An invoice\nby its number.",
                            "url": {
                                "raw": "{{shop}}/{{tenant}}/invoices/:number?full=true&page={}",
                                "host": ["{{shop}}"],
                                "path": ["{{tenant}}", "invoices", ":number"],
                                "query": [
                                    {"key": "full", "value": "true", "description": "All lines."},
                                    {"key": "page", "value": "{}"},
                                    {"key": "debug", "value": "1", "disabled": True},
                                    {"key": "tag", "value": "a"},
                                    {"key": "tag", "value": "b"},
                                ],
                                "variable": [{"key": "number", "value": ""}],
                            },
                            "header": [
                                {"key": "X-Trace", "value": "7"},
                                {"key": "X-Api-Key", "value": SECRET},
                            ],
                        },
                        "event": [{"listen": "test", "script": {"exec": ["pm.test('ok')"]}}],
                        "response": [
                            {"name": "Paid", "code": 200, "status": "OK", "body": '{"paid": true}'}
                        ],
                    },
                    {
                        "name": "New invoice",
                        "request": {
                            "method": "POST",
                            "auth": {"type": "noauth"},
                            "url": "{{shop}}/{{tenant}}/invoices",
                            "body": {
                                "mode": "raw",
                                "raw": '{"for": "{{customer}}"}',
                                "options": {"raw": {"language": "json"}},
                            },
                        },
                    },
                    {
                        "name": "Signed",
                        "request": {
                            "method": "GET",
                            "url": "{{shop}}/signed",
                            "auth": {
                                "type": "awsv4",
                                "awsv4": [{"key": "secretKey", "value": "x"}],
                            },
                        },
                    },
                ],
            },
            {
                "name": "Rooms",
                "item": [
                    {
                        "name": "List rooms",
                        "request": {
                            "method": "GET",
                            "auth": None,
                            "url": {
                                "host": "https://api.atlassian.com",
                                "path": ["site/:cloudId/conversation"],
                                "query": [{"key": "limit", "value": "2"}],
                                "variable": [{"id": "cloudId", "value": "{}"}],
                            },
                        },
                    },
                    {"name": "Broken", "request": 7},
                    {
                        "name": "Messages",
                        "request": {
                            "method": "POST",
                            "auth": {"type": "noauth"},
                            "url": "{{stride}}/site/:cloudId/conversation/{{room}}/message",
                        },
                    },
                ],
            },
            *more,
        ],
    }


def collected(base: str = "https://shop.example.com/v1", *more: Any) -> Collected:
    """The collection, read."""
    return collected_from(json.dumps(shop(base, *more)).encode(), "shop")
