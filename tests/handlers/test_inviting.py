import re
from dataclasses import replace

from handlers.invitations import VALID_FOR, make
from handlers.moment import Network
from handlers.notices import QR
from handlers.people import PEERS, Consent, InvitationKind, PersonId
from handlers.wordlist import WORDS
from tests.handlers.cast import ANA, BEA, CAT, EVENING, MINUTE, moment
from tests.handlers.desks import Group, evening

EVE = PersonId("eve")
AT = "https://signal.me/#eu/ZXZlbmluZ190aW1lci40Mg"


def crowded(peers: int) -> Group:
    """Ana has many peers."""
    group = Group()
    names = [PersonId(f"peer{number}") for number in range(peers)]
    group.join(ANA, *names)
    group.tie(ANA, *names)
    group.contacts = [replace(each, tier=min(each.tier, 4)) for each in group.contacts]
    return group


def test_an_invitation_is_128_bits_and_four_words_and_lasts_a_day() -> None:
    made = make(InvitationKind.PEER, ANA, moment())

    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", made.code)
    assert len(made.words.split()) == 4
    assert set(made.words.split()) <= set(WORDS)
    assert made.expires_at == EVENING + VALID_FOR


def test_two_invitations_are_never_alike() -> None:
    first = make(InvitationKind.PEER, ANA, moment(EVENING))
    second = make(InvitationKind.PEER, ANA, moment(EVENING + MINUTE))

    assert first.code != second.code
    assert first.words != second.words


def test_an_invitation_is_handed_over_as_a_link_and_as_words() -> None:
    group = evening()

    keys = group.says(ANA, "invite")
    [made] = group.invitations

    assert keys == ["pair.invite"]
    assert group.last(ANA).values["link"] == f"https://t.me/evening_timer_bot?start={made.code}"
    assert group.last(ANA).values["words"] == made.words
    copy, share, _ = group.last(ANA).choices
    assert copy.copies == share.shares == group.last(ANA).values["link"]


def on_signal(group: Group, **others: str) -> None:
    """Have the bot found on Signal, and on these other networks."""
    bots = {Network(network): link for network, link in others.items()}
    group.house = replace(group.house, bots={**bots, Network.SIGNAL: AT})


def test_where_the_bot_is_on_signal_too_its_address_there_is_handed_over() -> None:
    group = evening()
    on_signal(group, telegram="https://t.me/evening_timer_bot?start=")

    assert group.says(ANA, "invite") == ["pair.invite.both"]
    assert group.last(ANA).values["signal"] == AT
    assert group.last(ANA).values["link"] != AT
    assert len(group.last(ANA).choices) == 3


def test_where_the_bot_is_on_signal_alone_its_address_and_the_words_are_handed_over() -> None:
    group = evening()
    on_signal(group)

    assert group.says(ANA, "invite") == ["pair.invite.signal"]
    assert group.last(ANA).values["signal"] == AT
    assert group.last(ANA).choices == ()


def test_an_invitation_is_shown_to_a_phone_that_is_near() -> None:
    group = evening()
    group.says(ANA, "invite")
    link = group.last(ANA).values["link"]

    assert group.presses(ANA, "show_qr") == ["pair.invite.qr"]
    assert group.last(ANA).values[QR] == link


def test_an_invitation_that_was_used_is_shown_no_more() -> None:
    group = evening()
    group.says(ANA, "invite")
    token = group.last(ANA).choices[2].token
    group.invitations = []

    assert group.says(ANA, "", token) == ["talk.finished"]


def test_without_the_bots_name_there_is_nothing_to_show() -> None:
    group = evening()
    group.says(ANA, "invite")
    group.house = replace(group.house, bots={})

    assert group.presses(ANA, "show_qr") == ["talk.finished"]


def test_while_the_bots_name_is_unknown_the_words_alone_are_handed_over() -> None:
    group = evening()
    group.house = replace(group.house, bots={})

    assert group.says(ANA, "invite") == ["pair.invite.words"]


def test_the_first_invitation_asks_for_the_plan_too() -> None:
    group = Group()
    group.join(ANA)
    group.cases[ANA] = replace(group.cases[ANA], plan=type(group.cases[ANA].plan)())

    assert group.says(ANA, "invite") == ["pair.invite", "join.plan"]
    assert group.says(ANA, "invite") == ["pair.invite"]


def test_an_invitation_in_the_middle_of_a_start_leaves_the_start_a_question() -> None:
    group = Group()
    group.join(ANA)
    group.cases[ANA] = replace(group.cases[ANA], plan=type(group.cases[ANA].plan)())
    group.says(ANA, "2h")

    keys = group.presses(ANA, "invite")
    group.wait(2 * MINUTE)

    assert keys == ["pair.invite"]
    assert group.last(ANA).key == "start.not_yet"


def test_whoever_has_no_name_says_it_before_inviting() -> None:
    group = Group()
    group.invitation()
    group.says(EVE, "maple otter sunny desk")

    assert group.says(EVE, "invite") == ["pair.name_first"]
    assert group.presses(EVE, "set_up") == ["join.name"]


def test_each_invitation_stands_after_those_before() -> None:
    group = evening()
    group.says(ANA, "invite")
    group.says(ANA, "invite")

    assert [each.place for each in group.invitations] == [3, 4]


def test_whoever_left_holds_no_place() -> None:
    group = evening()
    group.contacts = [
        replace(each, consent=Consent.LEFT) if each.peer == CAT else each for each in group.contacts
    ]

    group.says(ANA, "invite")

    assert group.invitations[0].place == 2


def test_there_are_no_more_people_than_can_be_told() -> None:
    group = crowded(PEERS)

    assert group.says(ANA, "invite") == ["pair.enough"]
    assert group.invitations == []


def test_with_the_people_there_are_no_more_invitations_than_places() -> None:
    group = crowded(PEERS - 2)

    for _ in range(5):
        group.says(ANA, "invite")

    assert len(group.invitations) == 2


def test_the_newest_invitations_are_those_that_stay() -> None:
    group = crowded(PEERS - 1)
    group.says(ANA, "invite")
    first = group.invitations[0]

    group.says(ANA, "invite")

    assert first not in group.invitations
    assert group.says(BEA, first.words) == ["stranger"]
