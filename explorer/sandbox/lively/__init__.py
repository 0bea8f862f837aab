"""People who answer what an app sends, and rooms that go on by themselves: `--lively`."""
