"""The metrics of load and recovery, one module per subject.

Each returns a `Metric`: values, and a `Status` for each that says why it is there or is not.
Missing is never zero, and every convention that others do differently carries its name.
"""
