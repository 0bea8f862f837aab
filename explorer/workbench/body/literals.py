"""What must stand in every match of a regular expression, where that can be told at a glance.

Lines without it need not be looked at by the expression, which takes a hundred times as long.
"""

from __future__ import annotations

_CLASSES = frozenset("wWdDsSbBAZ")
"""Escapes that stand for no character of their own."""

_UNLIKE = frozenset("iIkKsS")
"""Letters with a third form that counts as alike where upper and lower case do."""


def literals_of(expression: str, *, any_case: bool) -> list[str]:
    """Texts of which each stands in every match; none where the expression has groups, choices or
    anything else that is not told at a glance.

    Args:
        expression: A right one.
        any_case: Whether upper and lower case are alike.
    """
    found: list[str] = []
    run = ""
    at = 0
    while at < len(expression):
        sign = expression[at]
        at += 1
        if sign in "()|":
            return []
        if sign == "\\":
            following = expression[at : at + 1]
            at += 1
            if following.isalnum():
                if following not in _CLASSES:
                    return []
                found, run = [*found, run], ""
            else:
                run = _more(found, run, following, any_case)
        elif sign == "[":
            end = _end_of_set(expression, at)
            if end is None:
                return []
            at = end
            found, run = [*found, run], ""
        elif sign in "*?{":
            # What stands before it may be absent.
            found, run = [*found, run[:-1]], ""
            if sign == "{":
                at = (expression + "}").index("}", at) + 1
        elif sign in ".^$+":
            found, run = [*found, run], ""
        else:
            run = _more(found, run, sign, any_case)
    return [each for each in (*found, run) if each]


def _more(found: list[str], run: str, sign: str, any_case: bool) -> str:
    """A run with one more character; one that has other forms ends it."""
    if sign.isascii() and not (any_case and sign in _UNLIKE):
        return run + sign
    found.append(run)
    return ""


def _end_of_set(expression: str, at: int) -> int | None:
    """What follows a set of characters; None for one that holds another."""
    if expression[at : at + 1] == "^":
        at += 1
    if expression[at : at + 1] == "]":
        at += 1
    while at < len(expression) and expression[at] != "]":
        if expression[at] == "[":
            return None
        at += 2 if expression[at] == "\\" else 1
    return at + 1
