"""How much a property is tried: as the profile of the run says."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings

FULL_FACTOR = 12
"""How many times the usual examples `--hypothesis-profile=full` draws."""


def is_full() -> bool:
    """Whether this run was asked for more than the ordinary one."""
    return settings.get_current_profile_name() == "full"


def effort(examples: int, **more: Any) -> settings:
    """Settings for a property.

    Args:
        examples: How many in an ordinary run.
        more: Further settings, as `stateful_step_count`.
    """
    factor = FULL_FACTOR if is_full() else 1
    return settings(
        max_examples=examples * factor,
        deadline=None,
        # What fails is made small on request: with several drivers that takes minutes.
        phases=tuple(Phase) if is_full() else (Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
            HealthCheck.function_scoped_fixture,
        ],
        **more,
    )
