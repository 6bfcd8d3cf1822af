"""What plain numbers stand for, the same in every room. It does nothing and imports nothing of ours."""

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Spans of time, in seconds."""
