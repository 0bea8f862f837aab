"""Run the README's app command in a terminal, from a fresh resolve, until conversations show.

Run by `.ci/run` with the command in $APP_COMMAND. Dependencies are not pinned here on purpose: a
release that breaks the app must be seen.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from system.conftest import Terminal


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(Path(home))
        try:
            script = Path(home) / "command.sh"
            script.write_text(f"set -e\n{os.environ['APP_COMMAND']}\n", encoding="utf-8")
            terminal.run(f"bash {script}")
            terminal.wait("in all", seconds=420)
            print(terminal.screen)
            terminal.keys("q")
            terminal.wait("ENDED 0")
        finally:
            terminal.close()


if __name__ == "__main__":
    main()
