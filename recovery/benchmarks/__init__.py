"""Measure the engine beside the ways that others would have written it, in the same run.

Nothing imports this but its command. What it compares with is in the dependency group
``benchmark``.
"""
