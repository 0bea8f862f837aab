"""The service as plain dicts and lists, and machines that hold the real sandbox against it.

`service.py` is the model: written from the documents, it knows nothing of the sandbox's code.
`worlds.py` is what both start with. `drivers.py` sends the same call raw and through both clients.
`strategies.py` makes the calls, `linearize.py` explains what happened at the same time.

More and new examples: `pytest tests/model --hypothesis-profile=full`.
"""
