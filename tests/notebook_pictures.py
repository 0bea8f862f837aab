"""Pictures of the notebook face, light and dark: PNGs of a real JupyterLab.

Pixels depend on fonts and the browser's version, so what is compared is what the picture shows:
its text, written into the PNG itself.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

STAGE = Path(__file__).with_name("notebook_stage.py")
SHOWS = "Shows"
"""The keyword in the PNG under which the digest of its text stands."""

CELL = "from explorer.notebook import Explorer\n\nexplorer = Explorer(polling=False)\nexplorer"
CHOOSE = "next(each for each in explorer.browser.conversations if 'Incident' in each.title)"
EDIT = "explorer.editor.draft.replace('\"jwt\"', '\"none\"')"
SCENES = {
    "notebook-light": ("light", (f"setattr(explorer, 'selected', {CHOOSE})",)),
    "notebook-dark": (
        "dark",
        (
            f"setattr(explorer, 'selected', {CHOOSE})",
            "explorer.go_to('Modules')",
            "setattr(explorer.editor, 'selected', ('chat:dialog', 'status-update'))",
            f"setattr(explorer.editor, 'draft', {EDIT})",
            "explorer.editor.compare()",
        ),
    ),
}
"""Theme and what is done of each picture, by name."""


def pictures() -> dict[str, bytes]:
    """Every picture as PNG, its digest in it. Needs chromium, JupyterLab and Playwright."""
    from system.notebook.lab import Lab
    from system.notebook.page import Notebook, browsing, with_text_chunk

    made = {}
    for name, (theme, acts) in SCENES.items():
        with tempfile.TemporaryDirectory() as home:
            lab = Lab(Path(home) / "lab", theme)
            startup = Path(home) / "lab" / "ipython" / "profile_default" / "startup"
            (startup / "01-stage.py").write_text(STAGE.read_text(encoding="utf-8"), "utf-8")
            try:
                with browsing() as browser:
                    lab.write("explorer.ipynb", [CELL])
                    page = browser.context(theme).new_page()
                    book = Notebook(page, lab, "explorer.ipynb")
                    book.run()
                    for act in acts:
                        book.ask(f"bool({act})")
                        book.settle()
                        # What was begun there goes on on the kernel's loop.
                        page.wait_for_timeout(700)
                        book.settle()
                    text = book.output(0).inner_text()
                    made[name] = with_text_chunk(book.picture(), SHOWS, digest(text))
            finally:
                lab.stop()
    return made


def digest(text: str) -> str:
    """Of a text the part that is the same in every run."""
    steady = re.sub(r"\d[\d,.]* ms", "12 ms", text)
    return hashlib.sha256(" ".join(steady.split()).encode()).hexdigest()


def is_stale(path: Path, made: bytes) -> bool:
    """Whether a kept picture shows something else than a new one."""
    from system.notebook.page import text_chunk

    return not path.exists() or text_chunk(path.read_bytes(), SHOWS) != text_chunk(made, SHOWS)


def lacking() -> str:
    """What is missing for these pictures on this machine; empty where nothing is."""
    import importlib.util
    import shutil

    if shutil.which("chromium") is None:
        return "chromium"
    names = ("jupyterlab", "playwright", "axe_playwright_python")
    return next((each for each in names if importlib.util.find_spec(each) is None), "")
