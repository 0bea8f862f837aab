"""Keep the garbage collector from making a key wait."""

from __future__ import annotations

import gc

THRESHOLDS = (20_000, 20, 100)
"""As `gc.set_threshold` takes them; Python's own 700 (2,000 from 3.13 on), 10 and 10 are made for
programs with fewer objects than a screen of styled text takes."""

STARTING = (50_000, 20, 100)
"""The same while the app starts: nearly all that is made then stays."""


def hurry() -> None:
    """Have the collector look seldom from now on, until `steady`.

    To be called before anything heavy is imported. What is imported and painted stays, and to walk
    through it 300 times takes a fifth of the computing until the conversations are on screen: 0.2
    of 1.1 s with the walk that `steady` did at its end, without either 0.04 of 0.9 s (Python 3.11,
    median of three starts).
    """
    gc.set_threshold(*STARTING)


def steady() -> None:
    """Let the collector never again look at what there is now, and look seldom at what comes.

    To be called after the first screen is painted and what starting needs is imported: modules,
    style sheets and models stay as long as the app does, and to walk through them takes tens of
    milliseconds, also if it is done here: it is done for the youngest only. Nothing undoes it:
    what is in a cycle now is not freed before the end. So it does nothing in a process that did
    not `hurry`: it may have begun for something else than one app.

    Measured from key to finished frame in a terminal of 120 by 40 cells, in two or three runs of
    570 keys each (Python 3.11, two busy cores), without and with the call:

    - 100,000 rows: 95th percentile 8 to 19 ms, and 8 to 16; 99th 61 to 86 ms, and 11 to 25; worst
      92 to 192 ms, and 14 to 48; computing 4.3 ms a key, and 3.6.
    - 50,000 messages of many heights: 95th percentile 10 to 13 ms, and 14 to 17; 99th 16 to 17 ms,
      and 18 to 32; computing 5.3 ms a key, and 4.2.

    So it takes away the one key in a hundred that waits for a collection of everything, and a
    sixth of the computing; the 95th percentile follows the load of the machine, not the collector.
    """
    if gc.get_threshold() != STARTING:
        return
    # The young are looked at once more, which takes a few milliseconds: most garbage is young.
    gc.collect(0)
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
