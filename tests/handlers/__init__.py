"""Tests of the core: every state, every event, random sequences."""
