"""Registration: coming to an event without an account, places in sessions, changing one's mind, having been there."""
