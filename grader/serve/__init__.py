"""The pages of a class served from the store to one person at a browser, who may decide things there.

Nothing of a student's runs here: what they handed in is text on a page. Grading again is a command of its own.
"""

from grader.serve.address import Address
from grader.serve.server import serve

__all__ = ["Address", "serve"]
