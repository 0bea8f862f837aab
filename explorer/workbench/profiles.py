"""Profiles, the configuration they stand in, and the server a sitting is about."""

from explorer.workbench.configuration import AuthKind, Config, Profile, load_config
from explorer.workbench.credentials import read_secret
from explorer.workbench.problems import ConfigError, WorkbenchError
from explorer.workbench.profile_writer import write_profile
from explorer.workbench.targets import EMBEDDED, Target, TargetFlags, resolve

__all__ = [
    "EMBEDDED",
    "AuthKind",
    "Config",
    "ConfigError",
    "Profile",
    "Target",
    "TargetFlags",
    "WorkbenchError",
    "load_config",
    "read_secret",
    "resolve",
    "write_profile",
]
