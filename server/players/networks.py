"""Networks: who counts as one address."""

import ipaddress

from django.utils.crypto import salted_hmac

UNKNOWN = "unknown"


def network_of(address: str, prefix: int = 64) -> str:
    """Name the network of an address: an IPv4 address itself, of IPv6 the /64 that a phone or a network at home gets.

    What is no address shares one name: nobody escapes a limit by writing nonsense.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(ip), prefix), strict=False))


def origin_of(address: str) -> str:
    """Return what stands for an address's network where it is kept: without our key nobody finds the way back."""
    return _digest(network_of(address))


def line_of(address: str) -> str:
    """Return what stands for the line that an address is on, as origin_of does: of IPv6 the /48, the most that one
    customer gets, with 65,536 networks in it.
    """
    return _digest(network_of(address, 48))


def _digest(network: str) -> str:
    return salted_hmac("uncanny.origin", network).hexdigest()[:12]
