"""Access: what an event offers, what people need, and each need as a promise with an owner and a date."""
