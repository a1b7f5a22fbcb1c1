"""Networks: who counts as one address."""

import ipaddress

from django.utils.crypto import salted_hmac

UNKNOWN = "unknown"


def network_of(address: str) -> str:
    """Name the network of an address: an IPv4 address itself, of IPv6 the /64 that one household or phone gets.

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
    return f"{ipaddress.IPv6Address(int(ip) >> 64 << 64)}/64"


def origin_of(address: str) -> str:
    """Return what stands for an address's network where it is kept: without our key nobody finds the way back."""
    return salted_hmac("uncanny.origin", network_of(address)).hexdigest()[:12]
