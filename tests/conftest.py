"""What every test has in common: options of the test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept-screens",
        action="store_true",
        help="Keep the screens the terminal tests draw as what they are compared with.",
    )
