"""The sandbox's own side, beside the service: faults, the request log, reset and snapshots."""
