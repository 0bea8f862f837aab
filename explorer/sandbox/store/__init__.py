"""What the sandbox keeps, in one SQLite file: a module a subject, plain functions of a connection.

Nothing here knows HTTP or who may do what.
"""
