"""How often the model is wrong, measured where the truth is known, and looked at where it is not.

Arrays in and out, as in the engine and the simulator it stands on: no Django, no clock, and no
randomness that is not seeded. `manage.py validate` runs it and writes what it found.
"""
