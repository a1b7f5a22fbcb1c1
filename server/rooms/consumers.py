"""A socket's life in Channels: from the handshake to the session, and nothing else."""

from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from server import logs
from server.players.identity import known
from server.rooms.admission import Admitted, admit
from server.rooms.codes import CloseCode, ProtocolCode
from server.rooms.figures import figures
from server.rooms.inbox import Inbox
from server.rooms.outlets import OUTLET, AsgiOutlet, Outlet
from server.rooms.protocol import Refused, encode
from server.rooms.runtime import runtime
from server.rooms.session import Session
from server.rooms.store import StoreUnavailableError


class RoomConsumer(AsyncWebsocketConsumer):
    """The consumer of /ws/room/CODE/."""

    channel_layer_alias = "none"  # the hub is our fan-out: no channel layer
    session: Session | None = None
    inbox: Inbox | None = None
    admitted: Admitted | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Run, and however it ends, let go of the session: a dead socket must not keep its player here."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.inbox is not None:
                self.inbox.end()
            if self.session is not None:
                self.session.close()
            if self.admitted is not None:
                self.admitted.leave()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the handler at once: no ORM here, so no thread hop to look after database connections."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        """Accept; who it is will be told by the first message."""
        outlet: Outlet = self.scope.get("extensions", {}).get(OUTLET) or AsgiOutlet(self.base_send)
        self.inbox = Inbox(outlet)
        outlet.listen(self.inbox.take)  # before anything can come: the short way must not overtake the usual one
        await self.accept()
        address = (self.scope.get("client") or [""])[0]
        try:
            running = await runtime()
            self.admitted = await admit(running, address)
        except StoreUnavailableError:
            outlet.close(CloseCode.SERVER_MOVES)
            return
        if running.leaving:
            outlet.close(CloseCode.SERVER_MOVES)
            return
        if self.admitted is None:
            figures.refused[ProtocolCode.TOO_MANY_JOINS] += 1
            outlet.text(encode(Refused(code=ProtocolCode.TOO_MANY_JOINS, about="join")))
            outlet.close(CloseCode.CROWDED)
            return
        code = self.scope["url_route"]["kwargs"]["code"].upper()
        logs.room.set(code)
        told = known(self.scope["cookies"])
        cookie = told.player if told is not None and not told.claimed else None
        self.session = Session(running, code, outlet, cookie, address, self.admitted.throttle)
        self.inbox.begin(self.session.hear)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take a message that came the usual way."""
        if self.inbox is not None:
            self.inbox.take(text_data if text_data is not None else bytes_data or b"")

    async def disconnect(self, code: int) -> None:  # noqa: ARG002  (Channels passes it)
        """Note that the socket is gone, when all that it said is done."""
        if self.session is not None:
            self.session.left()  # a join that is under way, or still to be heard, must not take anybody's place
        if self.inbox is not None:
            await self.inbox.finish()
        if self.session is not None:
            self.session.close()
