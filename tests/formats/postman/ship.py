"""Writes the collection that ships in the package: `python tests/formats/postman/ship.py`."""

from __future__ import annotations

from pathlib import Path

from explorer.formats.postman.shipped import shipped_collection
from explorer.formats.postman.writer import dump, write

if __name__ == "__main__":
    place = Path(str(shipped_collection()))
    place.write_bytes(dump(write()))
    print(f"Wrote {place}")
