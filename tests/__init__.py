"""The tests, one folder for each layer, and the journeys through the whole house."""
