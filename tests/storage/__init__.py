"""Tests of the truth on disk, on a real encrypted file."""
