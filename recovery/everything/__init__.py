"""Everything of one athlete, to take away: what they told, and what was computed from it.

Above every other floor, because it reads all of them, and nothing reads it.
"""
