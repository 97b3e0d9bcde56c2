"""Lets `python -m bot` be the same as `hearthlight`."""

from bot.cli import main

if __name__ == "__main__":
    main()
