"""A branch's home, the committee's overview, standing and integration with clinical work."""
