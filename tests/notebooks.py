"""The notebooks: executed from a clean kernel, and their saved outputs those of the present code.

python tests/notebooks.py            executes them and saves what they show
python tests/notebooks.py --check    says which of them no longer show what the code does
"""

from __future__ import annotations

import argparse
import copy
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parent / "notebooks"
STAGE = HERE / "notebook_stage.py"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
WITHIN = 180
"""Seconds that a cell may take."""

_VIEW = "application/vnd.jupyter.widget-view+json"
_PORT = re.compile(r"127\.0\.0\.1:\d+")
_PLACE = re.compile(re.escape(str(Path.home())) + r"|/tmp/[\w./-]+")


def executed(path: Path) -> Any:
    """A notebook as it is after a run from a clean kernel, ready to be saved.

    Args:
        path: The notebook.
    """
    book = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as home:
        startup = Path(home) / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        (startup / "00-stage.py").write_text(STAGE.read_text(encoding="utf-8"), encoding="utf-8")
        kept = {name: text for name, text in os.environ.items() if not name.startswith("STRIDE_")}
        client = NotebookClient(
            book,
            timeout=WITHIN,
            kernel_name=KERNEL["name"],
            record_timing=False,
            store_widget_state=False,
            resources={"metadata": {"path": home}},
        )
        client.execute(
            env={
                **kept,
                "IPYTHONDIR": str(Path(home) / "ipython"),
                "STRIDE_EXPLORER_DATA": str(Path(home) / "data"),
                "STRIDE_EXPLORER_CONFIG": str(Path(home) / "config.toml"),
            }
        )
    return clean(book)


def clean(book: Any) -> Any:
    """A notebook as it is kept: what is only good for this run is taken out.

    A live view of a widget is dead on another day, and stands in the way of its picture.
    """
    book = copy.deepcopy(book)
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for cell in book.cells:
        cell.metadata = nbformat.from_dict(
            {name: value for name, value in cell.metadata.items() if name == "tags"}
        )
        for output in cell.get("outputs", ()):
            output.pop("transient", None)
            data = output.get("data", {})
            data.pop(_VIEW, None)
            output["metadata"] = nbformat.from_dict({}) if "metadata" in output else None
            if output["metadata"] is None:
                del output["metadata"]
            for kind, text in data.items():
                if isinstance(text, str):
                    data[kind] = _PORT.sub("127.0.0.1:8080", text)
            if isinstance(output.get("text"), str):
                output["text"] = _PORT.sub("127.0.0.1:8080", output["text"])
    return book


def text_of(book: Any) -> str:
    """A notebook as it is written to disk."""
    return f"{nbformat.writes(book, version=4)}\n".replace("\n\n", "\n")


def trouble(text: str) -> list[str]:
    """What must not stand in a saved notebook: places on this machine."""
    return sorted(set(_PLACE.findall(text)))


def main() -> int:
    """Execute the notebooks, or check them; the exit code."""
    parser = argparse.ArgumentParser(description="Execute the notebooks in notebooks/.")
    parser.add_argument("--check", action="store_true", help="only say which of them are stale")
    parser.add_argument("names", nargs="*", help="beginnings of file names; all if left out")
    options = parser.parse_args()
    stale, odd = [], []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if options.names and not path.name.startswith(tuple(options.names)):
            continue
        made = text_of(executed(path))
        odd += [f"{path.name}: {place}" for place in trouble(made)]
        if path.read_text(encoding="utf-8") != made:
            stale.append(path.name)
            if not options.check:
                path.write_text(made, encoding="utf-8")
    if odd:
        print("\n".join(odd))
    if stale:
        print(f"{'stale' if options.check else 'made'}: {', '.join(stale)}")
    return 1 if odd or (stale and options.check) else 0


if __name__ == "__main__":
    sys.exit(main())
