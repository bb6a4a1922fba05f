"""Pages about claims: claiming, checking, receipts."""
