"""Pages about money: the offer, claiming, checking."""
