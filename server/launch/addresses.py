"""Where people find the game: free port or not, this machine's address on the local network, its QR code."""

import errno
import ipaddress
import socket

import segno

from server.launch.obstacle import Obstacle

HIGHEST_PORT = 65_535
ANYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104  (names of it, nothing is bound here)


def claim_check(host: str, port: int) -> None:
    """Raise Obstacle unless a server may listen there now."""
    if not 1 <= port <= HIGHEST_PORT:
        raise Obstacle(
            f"{port} is no port: choose a number from 1 to {HIGHEST_PORT}, such as --port 8000.",
            f"{port} 不是有效端口：请选择 1 到 {HIGHEST_PORT} 之间的数字，例如 --port 8000。",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen(1)
    except OSError as error:
        raise refused(host, port, error.errno, str(error)) from error


def refused(host: str, port: int, number: int | None, said: str) -> Obstacle:
    """Return the sentence for an address that cannot be had."""
    if number == errno.EADDRINUSE:
        other = port + 1 if port < HIGHEST_PORT else port - 1
        return Obstacle(
            f"Port {port} is already in use (is the game running already?): stop that program, or choose another port"
            f" with --port {other}.",
            f"端口 {port} 已被占用（游戏是否已在运行？）：请停止该程序，或用 --port {other} 换一个端口。",
        )
    if number in {errno.EACCES, errno.EPERM}:
        return Obstacle(
            f"This user may not use port {port}: choose one above 1023, such as --port 8000.",
            f"当前用户无权使用端口 {port}：请选择 1023 以上的端口，例如 --port 8000。",
        )
    return Obstacle(f"Cannot listen on {host} port {port}: {said}.", f"无法监听 {host} 端口 {port}：{said}。")


def local_network_address() -> str | None:
    """Return this machine's address on the network it would reach the outside through; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation; connecting UDP sends nothing
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if ipaddress.ip_address(address).is_loopback else address


def addresses(host: str, port: int) -> tuple[str, str | None]:
    """Return the URL for this computer and the one for the others on the network, if they can reach it."""
    if host in ANYWHERE:
        outside = local_network_address()
        return url("localhost", port), url(outside, port) if outside else None
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    return (url(host, port), None) if loopback else (url(host, port), url(host, port))


def url(host: str, port: int) -> str:
    """Return the http address; IPv6 in brackets."""
    return f"http://{f'[{host}]' if ':' in host else host}{'' if port == 80 else f':{port}'}/"


def terminal_qr(text: str) -> str:
    """Return the QR code as half-block characters, indented."""
    matrix = [[bool(cell) for cell in row] for row in segno.make_qr(text).matrix_iter(border=2)]
    if len(matrix) % 2:
        matrix.append([False] * len(matrix[0]))
    blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}  # light modules are drawn
    rows = zip(matrix[::2], matrix[1::2], strict=True)
    return "\n".join("   " + "".join(blocks[pair] for pair in zip(*two, strict=True)) for two in rows)
