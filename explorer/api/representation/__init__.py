"""How models, pages, exchanges, errors, operations and clients look, without any widget.

As one line (`repr`), as static HTML (what a notebook shows) and as Markdown (`to_markdown()`). All
three are made from a `Figure`: what is to be said, not yet how. `shown.Shown` is the only file that
others import when they load; everything else here is loaded when something is to be shown.
"""
