"""The shell: settings, key, clock, networks, engine; the one layer that meets the world."""
