"""An nginx in front of the server processes, as deploy/ has it; without one players choose a process themselves."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from server.audits.server_process import end, free_port

SETTINGS = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 4000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
    upstream game {{ least_conn; {servers} }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{
            proxy_pass http://game;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_connect_timeout 2s;
            proxy_next_upstream error timeout;
            proxy_read_timeout 60s;
        }}
    }}
}}
"""


@contextmanager
def proxy(folder: Path, ports: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """Yield the addresses that players use: the proxy's, or all where no nginx is installed."""
    nginx = shutil.which("nginx")
    if nginx is None:
        yield tuple(f"http://127.0.0.1:{port}" for port in ports)
        return
    folder.mkdir(parents=True)
    folder.chmod(0o755)  # started by root, nginx works as somebody else
    port, settings = free_port(), folder / "nginx.conf"
    # Not one is ever taken for dead: nginx forgets a failure when a request has ended, and a WebSocket does not end.
    servers = " ".join(f"server 127.0.0.1:{each} max_fails=0;" for each in ports)
    settings.write_text(SETTINGS.format(folder=folder, port=port, servers=servers))
    command = [nginx, "-c", str(settings), "-p", str(folder), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  (our own settings)
    try:
        yield (f"http://127.0.0.1:{port}",)
    finally:
        end(process)
