"""Addresses as QR codes: pictures for messages, blocks for the terminal."""

from io import BytesIO

import segno

FILE_NAME = "invitation.png"
_PIXELS = 8
"""A side of one module: a link of 60 characters makes a picture of some 360 pixels."""


def png(address: str) -> bytes:
    """Draw an address as a picture with the quiet border a camera needs."""
    picture = BytesIO()
    segno.make(address, micro=False).save(picture, kind="png", scale=_PIXELS)
    return picture.getvalue()


def modules(address: str) -> list[str]:
    """Give the rows of an address's QR code without a border: "1" is dark."""
    return ["".join(map(str, row)) for row in segno.make(address, micro=False).matrix]


def print_code(address: str) -> None:
    """Print an address's QR code to the terminal."""
    segno.make(address, micro=False).terminal(compact=True)
