"""Postman collections and environments: read, made sense of, resolved and written."""

from __future__ import annotations

from explorer.formats.postman.environment import Value
from explorer.formats.postman.environment import read as read_environment
from explorer.formats.postman.iteration_data import Row, read_data
from explorer.formats.postman.model import Collection, Problem, Request
from explorer.formats.postman.reader import read
from explorer.formats.postman.recognition import recognise
from explorer.formats.postman.resolving import Resolved, resolve
from explorer.formats.postman.shipped import shipped_collection
from explorer.formats.postman.writer import dump, write

__all__ = [
    "Collection",
    "Problem",
    "Request",
    "Resolved",
    "Row",
    "Value",
    "dump",
    "read",
    "read_data",
    "read_environment",
    "recognise",
    "resolve",
    "shipped_collection",
    "write",
]
