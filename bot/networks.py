"""The networks that the settings name, each with its transport."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TypeAlias

from bot import catalogue
from bot.clock import Clock
from bot.menus import descriptions, menus
from bot.pace import Limits
from bot.settings import Settings, SettingsError
from bot.transports import DeliveryError
from bot.transports.signal_messenger import SignalOptions, SignalTransport
from bot.transports.signal_webhook import WebhookAddress
from bot.transports.telegram import TelegramOptions, TelegramTransport
from handlers.moment import Network

Named: TypeAlias = TelegramTransport | SignalTransport

LIMITS: Mapping[Network, Limits] = MappingProxyType({Network.TELEGRAM: Limits()})
"""Signal has no limit for all chats together; one chat's bucket holds 60 and refills 1 a second,
more than the bot ever writes to one person (NETWORKS.md, Speed)."""
_LOOK = timedelta(milliseconds=250)
"""Between two looks at whether the bot's name is known."""


def of(settings: Settings, clock: Clock) -> list[Named]:
    """Make the transport of every network that is set. Raises SettingsError if none is."""
    found: list[Named] = []
    if settings.telegram_token is not None:
        found.append(_telegram(settings, settings.telegram_token.get_secret_value(), clock))
    if settings.signal_url is not None or settings.signal_number is not None:
        found.append(_signal(settings, clock))
    if not found:
        raise SettingsError(
            "No network is set: put a token from @BotFather into a file and name it in"
            " HEARTHLIGHT_TELEGRAM_TOKEN_FILE, or set HEARTHLIGHT_SIGNAL_URL and"
            " HEARTHLIGHT_SIGNAL_NUMBER."
        )
    return found


def _telegram(settings: Settings, token: str, clock: Clock) -> TelegramTransport:
    texts = catalogue.read_all()
    options = TelegramOptions(
        token=token,
        api_url=settings.telegram_api_url,
        proxy=settings.proxy_url or "",
        menus=menus(texts),
        descriptions=descriptions(texts),
    )
    return TelegramTransport(options, now=clock.now)


def _signal(settings: Settings, clock: Clock) -> SignalTransport:
    if settings.signal_url is None or settings.signal_number is None:
        raise SettingsError(
            "Signal needs both HEARTHLIGHT_SIGNAL_URL and HEARTHLIGHT_SIGNAL_NUMBER."
        )
    posts = settings.signal_webhook
    options = SignalOptions(
        url=settings.signal_url,
        number=settings.signal_number.get_secret_value(),
        webhook=None if posts is None else WebhookAddress.read(posts.get_secret_value()),
    )
    return SignalTransport(options, now=clock.now)


async def bot_name(settings: Settings, clock: Clock) -> str:
    """Ask Telegram whose token the settings hold; "" if it does not say, or there is none."""
    if settings.telegram_token is None:
        return ""
    telegram = _telegram(settings, settings.telegram_token.get_secret_value(), clock)
    try:
        return await telegram.learn_name()
    except DeliveryError:
        return ""
    finally:
        await telegram.close()


async def link_of(network: Named, clock: Clock) -> str:
    """Wait for the start of the deep link to the bot; "" on a network that has none."""
    if isinstance(network, SignalTransport):
        return ""
    while network.username is None:
        await clock.sleep(_LOOK)
    return f"https://t.me/{network.username}?start="
