"""An interactive explorer for the Atlassian Stride REST API.

One typed API layer, an embedded sandbox that behaves as the service did, and faces over both.
"""

__version__ = "0.1.0"
