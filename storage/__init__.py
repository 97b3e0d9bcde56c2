"""The truth on disk: plain SQL on one SQLCipher file, in the words of the core."""
