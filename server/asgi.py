"""The ASGI application: Django for pages, Channels for the rooms' sockets."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")
pages = get_asgi_application()  # before what needs the apps to be ready

from server.rooms.routing import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
