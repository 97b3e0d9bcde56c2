"""The shell: settings, key, clock, networks, engine, wiring; the only layer that meets the world."""
