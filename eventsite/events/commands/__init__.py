"""Events' verbs: what an event says about itself, who is in its team, and which way it goes."""
