"""What is on the wire, as signal-cli's `Json*.java` write it, and what a phone shows."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]  # what the protocol itself is made of


@dataclass
class Shown:
    """One message in a chat, as the phone shows it."""

    timestamps: list[int]
    """Its ids in milliseconds: when it was written, then when it was edited."""
    text: str | None
    from_bot: bool
    expires_in: int = 0
    """Seconds after which it disappears; 0: never."""
    quoted: int | None = None
    """The id of the message it answers."""
    pictures: list[str] = field(default_factory=list)
    """What is attached, as data URIs."""
    group: str | None = None
    """The internal id of the group it stands in."""
    reactions: list[str] = field(default_factory=list)
    """The emoji the bot put on it, if any."""
    edits: int = 0
    deleted: bool = False
    expired: bool = False
    receipts: list[str] = field(default_factory=list)
    """What the bot said of it: `read`, `viewed`."""

    @property
    def timestamp(self) -> int:
        """The newest id: reactions and quotes name this one."""
        return self.timestamps[-1]


@dataclass
class Group:
    """A group the bot may be in."""

    internal_id: str
    """How frames name it."""
    name: str | None
    """None: signal-cli was not told."""
    members: list[str]
    """UUIDs."""
    listed: bool = True
    """Whether GET /v1/groups tells of it."""
    revision: int = 1

    @property
    def id(self) -> str:
        """How the REST server names it."""
        return "group." + base64.b64encode(self.internal_id.encode()).decode()

    def info(self, kind: str) -> Json:
        """The `groupInfo` of a message (kind DELIVER) or of a change (UPDATE)."""
        return {
            "groupId": self.internal_id,
            "groupName": self.name,
            "revision": self.revision,
            "type": kind,
        }

    def entry(self) -> Json:
        """The group as GET /v1/groups tells of it."""
        everyone = "every-member"
        return {
            "name": self.name or "",
            "description": "",
            "id": self.id,
            "internal_id": self.internal_id,
            "members": self.members,
            "blocked": False,
            "pending_invites": [],
            "pending_requests": [],
            "invite_link": "",
            "admins": [],
            "permissions": {
                "add_members": everyone,
                "edit_group": everyone,
                "send_messages": everyone,
            },
            "member": True,
        }


@dataclass(frozen=True)
class Party:
    """Somebody as a frame names them."""

    uuid: str
    number: str | None
    name: str = ""
    device: int = 1

    def named(self, role: str) -> Json:
        """The three names of e.g. an `author`: the old one is the number where it is known."""
        return {
            role: self.number or self.uuid,
            f"{role}Number": self.number,
            f"{role}Uuid": self.uuid,
        }


def envelope(sender: Party, timestamp: int, content: Json) -> Json:
    return {
        **sender.named("source"),
        "sourceName": sender.name,
        "sourceDevice": sender.device,
        "timestamp": timestamp,
        "serverReceivedTimestamp": timestamp + 90,
        "serverDeliveredTimestamp": timestamp + 95,
        **content,
    }


def data(timestamp: int, timer: int, content: Json) -> Json:
    return {
        "timestamp": timestamp,
        "message": None,
        "expiresInSeconds": timer,
        "isExpirationUpdate": False,
        "viewOnce": False,
        **content,
    }


def sync(own: Party, to: Party, timestamp: int, timer: int, text: str) -> Json:
    """Make what another device of the own account tells that it sent."""
    sent = to.named("destination") | data(timestamp, timer, {"message": text})
    return envelope(own, timestamp, {"syncMessage": {"sentMessage": sent}})


def receipt(when: int, kind: str, timestamps: list[int]) -> Json:
    """Make a receipt; `kind` is isDelivery, isRead or isViewed."""
    kinds = {each: each == kind for each in ("isDelivery", "isRead", "isViewed")}
    return {"receiptMessage": {"when": when, **kinds, "timestamps": timestamps}}


def quote(author: Party, shown: Shown) -> Json:
    return {
        "id": shown.timestamp,
        **author.named("author"),
        "text": shown.text,
        "attachments": [],
    }


def reaction(emoji: str, author: Party, shown: Shown, *, remove: bool) -> Json:
    return {
        "emoji": emoji,
        **author.named("targetAuthor"),
        "targetSentTimestamp": shown.timestamp,
        "isRemove": remove,
    }


def attachment(content_type: str, uploaded: int, *, voice_notes: bool) -> Json:
    """Make a file; signal-cli before 0.14.8 does not say whether it is a voice note."""
    file = {
        "contentType": content_type,
        "filename": None,
        "id": "kFj3XpQ.aac",
        "size": 4242,
        "width": None,
        "height": None,
        "caption": None,
        "uploadTimestamp": uploaded,
    }
    return file | {"isVoiceNote": content_type.startswith("audio/")} if voice_notes else file


def untrusted(who: str) -> Json:
    """What stands beside an envelope that could not be opened."""
    return {
        "message": f"Untrusted identity key for {who}",
        "type": "UntrustedIdentityException",
    }


def contact(party: Party, timer: int) -> Json:
    return {
        "number": party.number or "",
        "uuid": party.uuid,
        "name": "",
        "profile_name": party.name,
        "username": "",
        "color": "",
        "blocked": False,
        "message_expiration": str(timer),
        "note": "",
        "profile": {"given_name": party.name, "lastname": "", "about": "", "has_avatar": False},
        "given_name": "",
        "nickname": {"name": "", "given_name": "", "family_name": ""},
    }
