"""The clocks of Flanders and Brussels: what people read is always told by these."""

from zoneinfo import ZoneInfo

CLOCKS = ZoneInfo("Europe/Brussels")
