"""The programme: sessions, formats, facilitators, rooms, the timetable and its releases."""
