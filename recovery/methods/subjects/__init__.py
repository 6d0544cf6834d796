"""The cards, by subject. `recovery.methods.registry` puts them in order."""
