"""Claims: what people are offered before they say yes, what they ask for after, and who decides on it."""
