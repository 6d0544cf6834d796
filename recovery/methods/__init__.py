"""Method cards: what every number and every warning is, and the examples that prove it.

A card's formula is an expression that runs, its thresholds are those of the engine, and its
examples are computed by the engine in the tests: a card that drifts from the code is red. No
models, no queries: the cards are part of the program.
"""
