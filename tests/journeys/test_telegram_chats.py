"""What a chat on Telegram looks like: cards, keys and clocks, and what the bot passes over."""

from tests.journeys.three import plain
from tests.journeys.town import Three, Town

IDLE_KEYS = [["30 min", "1 h"], ["2 h", "Other"]]


def test_a_stale_button_changes_nothing_and_a_typed_all_good_ends_the_timer(three: Three) -> None:
    ana, _, _ = three
    ana.say("2h")
    old = ana.reads("timer.card").on_telegram
    stale = next(each["callback_data"] for each in old.buttons if each["text"] == "All good")
    ana.say("ok")
    ana.reads("timer.done.early")
    ana.say("1h")
    ana.reads("timer.card")

    ana.person.press_data(old, stale)
    ana.reads("talk.finished")
    ana.say("status")
    ana.reads("status.running")
    ana.say("all good")

    ana.reads("timer.done.early")


def test_the_card_is_edited_when_something_changes_and_never_ticks(
    three: Three, town: Town
) -> None:
    ana, _, _ = three
    ana.say("2h")
    card = ana.reads("timer.card").on_telegram
    town.wait(6)  # more than a pulse
    edits_while_nothing_changed = town.api.count("editMessageText")

    ana.say("+30")
    ana.reads("timer.extended")
    ana.say("ok")
    ana.reads("timer.done.early")
    town.settle()

    assert edits_while_nothing_changed == 0
    assert card.edits == 2
    assert plain(card.text).startswith("Done at")


def test_times_are_shown_by_the_phones_own_clock(three: Three) -> None:
    ana, _, _ = three

    ana.say("2h")
    card = ana.reads("timer.card").on_telegram

    clocks = [each for each in card.entities if each["type"] == "date_time"]
    lasts = clocks[0]["unix_time"] - card.date
    assert 7180 <= lasts <= 7205
    assert [plain(each) for each in card.covered("spoiler")] == ["Bea"]
    assert plain(card.covered("date_time")[0]) in plain(card.text).splitlines()[0]


def test_the_keys_below_the_chat_are_there_while_idle_and_while_running(three: Three) -> None:
    ana, _, _ = three

    ana.say("ok")
    ana.reads("timer.none")
    idle = ana.person.keyboard
    ana.press("keyboard.half_hour")
    ana.reads("timer.card")
    ana.say("status")
    ana.reads("status.running")
    running = ana.person.keyboard
    ana.press("keyboard.all_good")
    ana.reads("timer.done.early")

    assert idle == ana.person.keyboard == IDLE_KEYS
    assert "All good" in running[0]


def test_groups_channels_and_edited_messages_are_passed_over(three: Three, town: Town) -> None:
    ana, bea, _ = three
    ana.say("2h")
    ana.reads("timer.card")
    town.settle()
    sent = len(town.api.sends)
    group = {"id": -100_500, "type": "group", "title": "Evening"}
    said = {"message_id": 77, "date": town.api.state.unix_time(None), "chat": group, "text": "ok"}

    town.api.add_update({"message": {**said, "from": ana.person.user}})
    town.api.add_update({"channel_post": {**said, "chat": {**group, "type": "channel"}}})
    first = ana.person.say("what")
    ana.reads("talk.unclear.running")
    ana.person.edit(first, "ok")
    town.api.add_update({"edited_message": {**said, "from": ana.person.user, "edit_date": 1}})
    ana.say("status")
    ana.reads("status.running")

    assert len(town.api.sends) == sent + 2
    bea.got_only()


def test_a_stranger_reads_one_neutral_line(three: Three, town: Town) -> None:
    stranger = town.stranger(1)

    stranger.say("/start")
    stranger.reads("stranger")
    stranger.say("2h")
    stranger.say("help")
    town.settle()

    stranger.got_only("stranger")


def test_a_timer_survives_a_restart(three: Three, town: Town) -> None:
    ana, bea, _ = three
    ana.say("4s")
    ana.reads("timer.card")

    town.bot.restart()

    bea.reads("alert.missed")
