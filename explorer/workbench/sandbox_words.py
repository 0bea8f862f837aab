"""What a sandbox is asked for in a file's words, checked without one that runs."""

from __future__ import annotations

from datetime import datetime


def fault_problem(spec: str) -> str:
    """What is wrong with a fault as it is asked for, in a sentence; empty for nothing.

    Args:
        spec: As for `--fault`, as in `status=503,count=1`.
    """
    from explorer.sandbox.faults.options import FaultError
    from explorer.sandbox.faults.rule import parse

    try:
        parse(spec)
    except FaultError as problem:
        return str(problem)
    return ""


def moment_problem(now: datetime) -> str:
    """Why a sandbox cannot be dated from a moment, in words; empty where it can.

    Args:
        now: As for `--now`.
    """
    from explorer.sandbox.clock import Clock

    try:
        Clock(now)
    except ValueError as problem:
        return str(problem)
    return ""
