"""Published tours as those see them who were not there: wide and narrow, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from explorer.cli.root import cli
from explorer.tour.shipped import shipped_tours

from .page import BrowserAtWork

FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"
GROUND = "() => getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each shipped tour, published from a sandbox of its own."""
    directory = tmp_path_factory.mktemp("published")
    made = {}
    for name in shipped_tours():
        made[name] = directory / f"{name}.html"
        result = CliRunner().invoke(cli, ["tour", "publish", name, "-o", str(made[name])])
        assert result.exit_code == 0, result.stderr
    return made


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_fits_and_asks_no_one(
    pages: dict[str, Path], browser: BrowserAtWork, width: int, theme: str
) -> None:
    asked: list[str] = []
    for name, path in pages.items():
        context = browser.context(theme, width)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        assert page.evaluate(FITS), (name, width)
        assert page.locator("mark").first.is_visible()
        page.locator("nav a").nth(1).click()
        assert page.url.endswith("#step-2")
        colour = page.evaluate(GROUND)
        assert (colour == "rgb(255, 255, 255)") is (theme == "light")
        context.close()
    assert {url.partition("#")[0] for url in asked} == {path.as_uri() for path in pages.values()}
