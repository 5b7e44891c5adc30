"""dlgrader: grade deep-learning assignments. Hidden tests judge in a trusted process; student code runs in a sandbox."""

__version__ = "0.1.0"
