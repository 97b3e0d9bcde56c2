from dataclasses import replace

from handlers.case import Case
from handlers.desk import House
from handlers.moment import Network
from tests.handlers.cast import ANA, BEA, CAT, ana
from tests.handlers.desks import evening

LINK = "https://t.me/evening_timer_bot?start="


def test_an_invitations_link_is_the_bots_own_address_and_the_code() -> None:
    house = House("us", "en", "UTC", bots={Network.TELEGRAM: LINK})

    assert house.link("code") == f"{LINK}code"


def test_there_is_no_link_while_the_bots_name_is_unknown() -> None:
    assert House("us", "en", "UTC").link("code") is None


def test_on_signal_the_bot_is_found_by_its_own_link() -> None:
    at = "https://signal.me/#eu/abc"

    assert House("us", "en", "UTC", bots={Network.SIGNAL: at}).on_signal == at
    assert House("us", "en", "UTC").on_signal is None


def test_another_workers_case_is_put_back_beside_the_others() -> None:
    desk = evening().desk(BEA)
    changed = Case(replace(ana(), name="Robin"))

    after = desk.with_host(changed)

    assert after.hosts[ANA] == changed
    assert desk.hosts[ANA] != changed


def test_a_contact_is_found_from_either_side() -> None:
    group = evening()
    contact = group.contact(ANA, BEA)

    assert group.desk(ANA).contact(contact.id) == contact
    assert group.desk(BEA).contact(contact.id) == contact


def test_a_contact_of_others_is_not_found() -> None:
    group = evening()

    assert group.desk(CAT).contact(group.contact(ANA, BEA).id) is None


def test_what_people_wrote_is_not_shown_when_a_desk_is_printed() -> None:
    group = evening()
    group.people[ANA] = replace(group.people[ANA], first_line="The cat is out.")

    shown = repr(group.desk(ANA))

    assert "The cat is out." not in shown
    assert "chat ana" not in shown
    assert "Call me." not in shown
