"""Start, limit, kill: an untrusted process under the strongest isolation that the machine gives.

    grader (trusted) ── ForkServer ── zygote ── supervisor of one submission ── base ── a fork per test
                                      warm      pid 1 of its namespaces         student's code from here on

Nothing is imported here: the same package is loaded on both sides, and inside the sandbox only this folder exists,
and what the caller names.
"""
