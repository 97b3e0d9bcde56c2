"""Time zones by name: of people, and of the cities they may name."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, available_timezones


def zone_of(key: str) -> tzinfo:
    """Return the zone of a key of the tz database; UTC if this computer no longer knows it."""
    try:
        return ZoneInfo(key)
    except (OSError, ValueError):
        return UTC


def cities() -> dict[str, str]:
    """List the cities that zones are named after, in lower case, each with its zone's key."""
    named = sorted(key for key in available_timezones() if "/" in key)
    return {key.rpartition("/")[2].replace("_", " ").lower(): key for key in named}
