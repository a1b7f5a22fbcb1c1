"""`fetch_deck`: fetches a deck of the catalogue from where its pictures are published."""

import json
import os
import sys
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from server.decks.fetch.catalogue import is_installed, recipe, recipes, spoken
from server.decks.fetch.download import Download
from server.decks.fetch.install import check_place, installed
from server.decks.fetch.meter import BytesMeter
from server.decks.fetch.recipe import Recipe
from server.decks.fetch.store import Store
from server.decks.intake.errors import IntakeError
from server.decks.intake.meter import Meter

NICE = 10  # how far a fetch in the background steps back


class Command(BaseCommand):
    help = "Fetch a deck of the catalogue. Broken off, it goes on where it was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="the deck's name in the catalogue")
        parser.add_argument("--list", action="store_true", help="show the catalogue")
        parser.add_argument("--json", action="store_true", help="print lines of JSON and nothing else")
        parser.add_argument("--background", action="store_true", help="step back behind other programs; implies --json")
        parser.add_argument("--workers", type=int, default=None, metavar="N", help="processes: one a core unless given")
        parser.add_argument("--pin", action="store_true", help="print what a recipe should pin, for its maintainer")

    def handle(self, **options: Any) -> None:
        options["json"] |= options["background"]
        with translation.override(terminal_language()):
            try:
                if options["list"]:
                    self._list(as_json=options["json"])
                elif not options["name"]:
                    raise CommandError(_("Which deck? Ask with --list for the catalogue."))
                elif options["pin"]:
                    self._pin(recipe(options["name"]))
                else:
                    self._fetch(recipe(options["name"]), options)
            except IntakeError as error:
                if options["json"]:
                    self._tell(error=error.code, message=str(error))
                    sys.exit(1)
                raise CommandError(f"{error} ({error.code})") from error

    def _fetch(self, wanted: Recipe, options: dict[str, Any]) -> None:
        quiet = options["json"]
        if options["background"]:
            os.nice(NICE)
            options["workers"] = 1
        store = Store(wanted.slug)
        with store.alone():
            if is_installed(wanted):
                self._say(quiet, _("The deck “%s” is here already.") % spoken(wanted.title), deck=wanted.slug, added=0)
                return
            check_place(wanted)
            with BytesMeter(spoken(wanted.title), quiet=quiet and not options["background"]) as bytes_meter:
                download = Download(wanted, store, progress=bytes_meter.show)
                listings = download.look()
                size = sum(blob.size for found in listings.values() for blob in found.blobs)
                if quiet:
                    self._tell(begun=wanted.slug, bytes=size)
                download.run()
            with Meter(wanted.slug, wanted.pictures, quiet=quiet) as meter:
                tally = installed(wanted, listings, store, workers=options["workers"], progress=meter.show)
        told = tally.told() | {"deck": wanted.slug}
        self._say(quiet, _("The deck “%s” is complete; new rooms play it.") % spoken(wanted.title), **told)

    def _list(self, *, as_json: bool) -> None:
        for each in recipes():
            here = is_installed(each)
            licences = sorted({source.licence for source in each.sources})
            if as_json:
                sources = [{name: getattr(source, name) for name in SHOWN} for source in each.sources]
                self._tell(
                    name=each.slug,
                    title=each.title.en,
                    pictures=each.pictures,
                    megabytes=each.megabytes,
                    licences=licences,
                    installed=here,
                    sources=sources,
                )
                continue
            figures = _("%(pictures)d pictures, about %(megabytes)d MB") % {
                "pictures": each.pictures,
                "megabytes": each.megabytes,
            }
            state = _("installed") if here else _("not installed")
            self.stdout.write(f"{each.slug:16} {spoken(each.title)}: {figures}; {', '.join(licences)}; {state}")
            for source in each.sources:
                terms = f"{source.licence}, {source.licence_url}"
                if source.non_commercial:
                    bound = _("non-commercial use only")
                    terms += f" ({bound})"
                self.stdout.write(f"  {source.pictures:6} {source.truth:6} {source.address}, {terms}")
                self.stdout.write(f"         {source.credit}")

    def _pin(self, wanted: Recipe) -> None:
        """Print what a maintainer writes into the recipe, once he has looked at what is there."""
        free = tuple(msgspec.structs.replace(source, listing_sha256="") for source in wanted.sources)
        loose = msgspec.structs.replace(wanted, sources=free)
        for name, found in Download(loose, Store(wanted.slug)).look().items():
            size = sum(blob.size for blob in found.blobs)
            self.stdout.write(f'# {name}\ncommit = "{found.commit}"\npictures = {len(found.pictures)}')
            self.stdout.write(f'megabytes = {max(1, round(size / 1e6))}\nlisting_sha256 = "{found.sha256}"')

    def _say(self, quiet: bool, sentence: str, **told: Any) -> None:  # noqa: FBT001
        if quiet:
            self._tell(**told)
        else:
            self.stdout.write(sentence)

    def _tell(self, **told: Any) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False))
        self.stdout.flush()


SHOWN = ("name", "address", "commit", "pictures", "truth", "licence", "licence_url", "credit", "non_commercial")


def terminal_language() -> str:
    """Return the language of the terminal, if it is one of the game's."""
    chosen = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "zh-hans" if chosen.lower().startswith("zh") else "en"
