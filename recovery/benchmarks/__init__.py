"""What is measured, each subject beside a floor or its rivals in the same run.

Nothing imports this but its command. What the engine is compared with is in the dependency group
``benchmark``.
"""
