"""A private nginx for `tests.load.transport`: sockets pass through, pictures are kept."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 16000;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 8000; }}
http {{
    access_log off;
    tcp_nodelay on;
    keepalive_timeout 300s;
    keepalive_requests 100000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/kept keys_zone=faces:1m use_temp_path=off;
    map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
    upstream game {{ server 127.0.0.1:{behind}; keepalive 32; }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_read_timeout 300s;
        location / {{
            proxy_pass http://game;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }}
        location /faces/ {{
            proxy_pass http://game;
            proxy_set_header Connection '';
            proxy_cache faces;
            proxy_cache_lock on;
        }}
    }}
}}
"""


@contextmanager
def proxy(folder: Path, port: int, behind: int, core: int) -> Iterator[int]:
    """Run nginx on one core in front of a server; gives the process id of its worker."""
    folder.chmod(0o755)  # started by root, nginx works as somebody else
    settings = folder / "nginx.conf"
    settings.write_text(CONFIGURATION.format(folder=folder, port=port, behind=behind))
    process = subprocess.Popen(["nginx", "-c", settings, "-p", folder, "-e", folder / "error.log"])
    os.sched_setaffinity(process.pid, {core})
    try:
        yield worker(process.pid, core)
    finally:
        process.terminate()
        process.wait(10)


def worker(master: int, core: int) -> int:
    """Return the process id of nginx's one worker, moved to the core."""
    children = Path(f"/proc/{master}/task/{master}/children")
    limit = time.monotonic() + 10
    while time.monotonic() < limit:
        if found := children.read_text().split():
            os.sched_setaffinity(int(found[0]), {core})
            return int(found[0])
        time.sleep(0.01)
    raise TimeoutError("nginx has no worker")
