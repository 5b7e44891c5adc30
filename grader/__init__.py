"""dlgrader grades deep-learning assignments: hidden tests judge in a trusted process, student code in a sandbox."""

__version__ = "0.1.0"
