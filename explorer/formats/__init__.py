"""Files in and out, a format each: plain functions that read or write, and touch no disk."""
