"""What commands show in the terminal."""

import pytest

from bot.printing import print_status

FOUND = {
    "running": True,
    "running_seconds": 60,
    "last_pass_seconds": 1,
    "timers": "fewer than 5",
    "nobody_has": "none",
    "people": 7,
    "unreachable": "fewer than 5",
    "pairings": 12,
}


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("ok", "ok"),
        ("challenged", "wants to see a human: hearthlight signal captcha"),
        ("half_deaf", "not all is heard: hearthlight signal check"),
    ],
)
def test_a_network_that_a_coordinator_can_mend_says_how(
    state: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_status({**FOUND, "networks": {"signal": state}})

    [row] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Signal")]
    assert row.split(maxsplit=1)[1].strip() == said
