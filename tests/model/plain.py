"""The model with all its rules, which find their operations by their marks."""

from __future__ import annotations

from . import rules_conversations, rules_media, rules_messages, rules_modules, rules_roster
from .service import RULES, Service

__all__ = ["RULES", "Service"]

RULE_FILES = (rules_conversations, rules_media, rules_messages, rules_modules, rules_roster)
