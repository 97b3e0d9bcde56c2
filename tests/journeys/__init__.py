"""Journeys of two and three people through the whole house."""
