"""`play`: serves the game on this computer and on the local network."""

import os
import sys
from contextlib import ExitStack

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from server.launch.addresses import addresses, claim_check, terminal_qr
from server.launch.fetching import fetching
from server.launch.obstacle import Obstacle, local
from server.launch.private_redis import PrivateRedis
from server.launch.records import bring_up_to_date
from server.launch.web import serve


class Command(BaseCommand):
    help = "Serve the game on this computer and on the local network."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="0.0.0.0", help="address to listen on")  # noqa: S104
        parser.add_argument("--offline", action="store_true", help="fetch nothing from the internet")

    def handle(self, *, host: str, port: int, offline: bool, **_options: object) -> None:
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
        claim_check(host, port)
        with ExitStack() as stack:
            if settings.REDIS_URL:
                check_redis(settings.REDIS_URL)
            else:
                private = stack.enter_context(PrivateRedis(settings.DATA / "redis", warn=tell_of_restart))
                settings.REDIS_URL = os.environ["REDIS_URL"] = private.url
            bring_up_to_date(settings.DATA)
            here, network = addresses(host, port)
            settings.JOIN_URL = settings.JOIN_URL or network or ""
            if not offline and os.environ.get("UNCANNY_OFFLINE") != "1":
                stack.enter_context(fetching(settings.DATA, tell))
            serve(
                host, port, lambda: welcome(here, settings.JOIN_URL), proxied=os.environ.get("UNCANNY_PROXIED") == "1"
            )
        print(local("Stopped.", "已停止。"), flush=True)


def welcome(here: str, network: str) -> None:
    """Print where the game is, for this computer and for the others (if they can reach it)."""
    lines = ["", local("Uncanny is ready.", "Uncanny 已就绪。"), ""]
    lines.append(local(f"  On this computer:  {here}", f"  本机：    {here}"))
    if network:
        lines.append(local(f"  On your network:   {network}", f"  局域网：  {network}"))
        lines += ["", terminal_qr(network), ""]
        lines.append(local("  Point a phone's camera at the code to play.", "  用手机相机扫描二维码即可加入。"))
    lines.append(local("  Stop with Ctrl-C.", "  按 Ctrl-C 停止。"))
    print("\n".join(lines), flush=True)


def tell(sentence: str) -> None:
    """Say something beside the game."""
    print(sentence, flush=True)


def tell_of_restart(why: str) -> None:
    """Say that the private Valkey had ended and runs again."""
    en = "The private Valkey had ended ({}) and was started again; its data is kept."
    print(
        local(en.format(why), f"私有 Valkey 曾意外停止（{why}），已重新启动，数据没有丢失。"),
        file=sys.stderr,
        flush=True,
    )


def check_redis(url: str) -> None:
    """Raise Obstacle unless the given Redis answers."""
    import redis  # noqa: PLC0415

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Obstacle(
            f"The Redis at REDIS_URL does not answer: {error}", f"REDIS_URL 处的 Redis 没有响应：{error}"
        ) from error
