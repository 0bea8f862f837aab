"""The style sheet of the sandbox's page: comfort only, nothing is said by it alone."""

STYLE = """\
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid; text-transform: capitalize; }
h3 { margin: 1.5rem 0 0.25rem; font-size: 1rem; }
p { margin: 0.25rem 0; }
nav ul { padding: 0; }
nav li { display: inline-block; margin-right: 1rem; }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { margin: 0.25rem 0; padding: 0.5rem 0.75rem; border: 1px solid #8888; border-radius: 0.25rem;
 white-space: pre-wrap; user-select: all; background: #8882; }
small { opacity: 0.8; }
"""
