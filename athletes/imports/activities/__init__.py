"""Training files of watches and apps: bytes in, frozen activities out, refusals with a reason.

Nothing here knows Django, so that a child process without settings, database or secrets can run
it: the files come from anywhere. `sandbox` starts that child; `zips` unpacks within limits.
"""
