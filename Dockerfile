# Two images: `web`, every process of the game, and `proxy`, what stands before them. The stages before keep Node, npm's
# packages and the installers' caches out of both.

FROM node:24.9.0-slim AS browser
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM python:3.13.9-slim-bookworm AS packages
WORKDIR /app
ENV UNCANNY_DATA=/tmp/build LC_ALL=C.UTF-8 PIP_NO_CACHE_DIR=1
# First what the packages depend on alone: a change of the game does not install them again.
COPY manage.py requirements.txt ./
COPY server/__init__.py server/__init__.py
COPY server/launch server/launch
RUN python manage.py prepare --no-deck
COPY LICENSE ./
COPY game game
COPY server server
# The image is read-only when it runs: compiled now, or at every start. (Some packages carry files of other Pythons.)
RUN python -m compileall -q -j 0 game server .venv/lib || true

FROM caddy:2.11.4-alpine AS proxy
# The ports are above 1023: Caddy needs no capability, and a file that asks for one does not start without.
RUN setcap -r /usr/bin/caddy && install -d -o 1000 -g 1000 /certificates
COPY deploy/Caddyfile /etc/caddy/Caddyfile
ENV XDG_DATA_HOME=/certificates XDG_CONFIG_HOME=/tmp
USER 1000:1000
EXPOSE 8080 8443
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8081/"]
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]

FROM python:3.13.9-slim-bookworm AS web
# The sources belong to root: the game cannot change them. What it writes is in /data, and in /tmp.
RUN useradd --uid 1000 --no-create-home --home-dir /tmp uncanny && install -d -o uncanny -g uncanny /data /data/static
WORKDIR /app
COPY --from=packages /app ./
COPY --from=browser /app/frontend/dist frontend/dist
ENV UNCANNY_DATA=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8 PIP_NO_CACHE_DIR=1
USER uncanny
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=9s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=8)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["play"]
