"""A demo as a file: recorded, presented, checked and published."""
