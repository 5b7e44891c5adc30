# /// attack
# does = "makes the worker say that the file is [1, 2]"
# all = ["protocol"]
# quick = true
# ///
"""What a file defines is told by the process that has run it, so a student can tell anything. What is no report at
all ends every test."""

import grader.remote.answering


grader.remote.answering.Worker._report = lambda self: [1, 2]
