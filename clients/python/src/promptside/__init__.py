"""The command line of a Promptside registry."""

__version__ = "0.1.0"
