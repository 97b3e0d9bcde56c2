"""How the bot is found on its networks: learned once, remembered from then on."""

from collections.abc import Mapping

from handlers.moment import Network
from storage import house as memory
from storage.database import Database


def remembered(db: Database) -> dict[Network, str]:
    """Return the link of each network whose bot's name was ever learned."""
    found = {network: memory.read(db, _key(network)) for network in Network}
    return {network: link for network, link in found.items() if link is not None}


def remember(db: Database, links: Mapping[Network, str]) -> None:
    """Remember them; inside a transaction."""
    for network, link in links.items():
        memory.write(db, _key(network), link)


def _key(network: Network) -> str:
    return f"link:{network}"
