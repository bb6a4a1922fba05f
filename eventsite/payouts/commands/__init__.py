"""The verbs of being paid, and of paying."""
