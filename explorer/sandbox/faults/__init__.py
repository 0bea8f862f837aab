"""Trouble on demand: which faults there are, how they are asked for, and what each one does."""
