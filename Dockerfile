# One image for every web process. The first stage builds the browser's part, so that Node stays out of the second.
FROM python:3.13-slim AS browser
WORKDIR /app
COPY . .
RUN python manage.py prepare --no-deck

FROM python:3.13-slim
RUN useradd --create-home --uid 1000 uncanny && install -d -o uncanny -g uncanny /app /data
USER uncanny
WORKDIR /app
COPY --chown=uncanny . .
COPY --from=browser --chown=uncanny /app/frontend/dist frontend/dist
ENV UNCANNY_DATA=/data PYTHONUNBUFFERED=1 LC_ALL=C.UTF-8
# The environment only: dist is of these sources already. The key is made in the volume, on the first start.
RUN UNCANNY_DATA=/tmp/build python manage.py prepare --no-deck && rm -rf /tmp/build
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=9s --start-period=180s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=8)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["play"]
