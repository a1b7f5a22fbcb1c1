"""Who counts as one address, and what all its sockets may do together; all of it is bounded and forgotten."""

import pytest

from server.players.networks import UNKNOWN, line_of, network_of, origin_of
from server.rooms.networks import BYTES, MESSAGES, REMEMBERED, Networks


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", UNKNOWN),
        ("unix:", UNKNOWN),
        ("203.0.113.9:80", UNKNOWN),
        ("203.0.113.9, 198.51.100.1", UNKNOWN),
        ("x" * 5000, UNKNOWN),
        ("*", UNKNOWN),
    ],
)
def test_networks_of_addresses(address: str, network: str) -> None:
    assert network_of(address) == network


def test_one_line_has_many_networks() -> None:
    homes = [f"2001:db8:abcd:{network:x}::1" for network in (0, 1, 0xFFFF)]
    assert len({origin_of(address) for address in homes}) == 3
    assert len({line_of(address) for address in homes}) == 1
    assert line_of("2001:db8:abce::1") != line_of(homes[0])
    assert line_of("203.0.113.9") == origin_of("203.0.113.9") != line_of("203.0.113.10")


def test_so_many_sockets_at_once() -> None:
    networks = Networks(2)
    first, second = networks.enter("a", 0.0), networks.enter("a", 0.0)
    assert first is second is not None
    assert networks.enter("a", 1.0) is None
    assert networks.enter("b", 1.0)
    networks.leave(first, 2.0)
    assert networks.enter("a", 2.0) is first


def test_all_sockets_of_one_share_what_may_be_sent() -> None:
    networks = Networks(10)
    one, two = networks.enter("a", 0.0), networks.enter("a", 0.0)
    assert one
    assert two
    taken = sum(socket.take(50, 0.0) for _ in range(MESSAGES[0]) for socket in (one, two))
    assert taken == MESSAGES[0]
    other = networks.enter("b", 0.0)
    assert other
    assert other.take(50, 0.0)
    assert one.take(50, 1.0)


def test_bytes_are_shared_as_well() -> None:
    network = Networks(10).enter("a", 0.0)
    assert network
    assert sum(network.take(2**20, 0.0) for _ in range(100)) == BYTES[0] // 2**20


def test_coming_back_at_once_does_not_fill_the_buckets() -> None:
    networks = Networks(10)
    network = networks.enter("a", 0.0)
    assert network
    while network.take(50, 0.0):
        pass
    networks.leave(network, 0.0)
    again = networks.enter("a", 0.0)
    assert again
    assert not again.take(50, 0.0)


def test_who_has_left_is_forgotten() -> None:
    networks = Networks(10)
    for number in range(1000):
        network = networks.enter(f"n{number}", float(number))
        assert network
        networks.leave(network, float(number))
    assert len(networks) <= REMEMBERED + 1
    stays = networks.enter("stays", 2000.0)
    assert stays
    assert len(networks) == 1


def test_who_left_and_came_back_is_kept() -> None:
    networks = Networks(10)
    network = networks.enter("a", 0.0)
    assert network
    networks.leave(network, 0.0)
    assert networks.enter("a", 5.0) is network
    networks.leave(network, 9.0)  # and goes again: the first leaving must not count
    assert networks.enter("b", 15.0)
    assert len(networks) == 2
    assert networks.enter("c", 19.0)
    assert len(networks) == 2


def test_refilled_before_they_are_forgotten() -> None:
    assert max(burst / rate for burst, rate in (MESSAGES, BYTES)) <= REMEMBERED


@pytest.mark.parametrize(("sockets", "at_once"), [(10, 10_000), (6000, 12_000), (20_000, 40_000)])
def test_an_address_that_may_have_more_sockets_may_say_more(sockets, at_once):
    network = Networks(sockets).enter("a", 0.0)
    assert [network.take(1, 0.0) for _ in range(at_once + 1)].count(True) == at_once
