"""Makes a deck of what has been fetched, through the pipeline that all pictures go through."""

from collections.abc import Iterator
from contextlib import suppress

from django.utils.translation import gettext as _

from server.decks.audit.audit import AuditError, audited
from server.decks.fetch.errors import FetchError
from server.decks.fetch.listing import Listing
from server.decks.fetch.people import Person, gender, people
from server.decks.fetch.recipe import Recipe, Source
from server.decks.fetch.store import Store
from server.decks.intake.papers import Item, Papers
from server.decks.intake.run import Import, Progress
from server.decks.intake.tally import Tally
from server.decks.models import Deck, Face
from server.decks.services import new_run

LAYOUT = "recipe"


def check_place(recipe: Recipe) -> None:
    """Raise FetchError (`deck_taken`) if somebody has made a deck of this name by hand."""
    deck = Deck.objects.filter(slug=recipe.slug).first()
    if deck and deck.faces.exists() and not deck.runs.filter(layout=LAYOUT).exists():
        raise FetchError("deck_taken", _("There is a deck %s of your own. Rename it first.") % recipe.slug)


def installed(
    recipe: Recipe, listings: dict[str, Listing], store: Store, *, workers: int | None = None, progress: Progress
) -> Tally:
    """Bring the fetched pictures into their deck and make it ready. Raises IntakeError; then no half a deck is there.

    `listings`: by the source's name. `workers`: processes that prepare pictures.
    """
    check_place(recipe)
    about = {"title": recipe.title.en, "description": recipe.description.en, "rank": recipe.rank}
    deck, _made = Deck.objects.get_or_create(slug=recipe.slug)
    if not deck.faces.filter(staged=False).exists():  # later, what staff has changed stays
        Deck.objects.filter(pk=deck.pk).update(**about)
        deck.refresh_from_db()
    run = new_run(deck, recipe.slug, LAYOUT, ", ".join(recipe.addresses), {"edition": recipe.edition})
    tally = Import(run, workers=workers, progress=progress).take(items(recipe, listings, store))
    deck.edition = recipe.edition
    deck.save(update_fields=["edition"])
    deck.refresh_from_db()
    with suppress(AuditError):  # too few faces to tell
        audited(deck)
    return tally


def items(recipe: Recipe, listings: dict[str, Listing], store: Store) -> Iterator[Item]:
    """Yield the fetched pictures with their papers."""
    for source in recipe.sources:
        found = listings[source.name]
        known = people(source.people, store.read(found.people.sha)) if source.people and found.people else {}
        for blob in found.pictures:
            yield Item(f"{source.name}/{blob.path}", papers(source, blob.path, known), store.read(blob.sha))


def papers(source: Source, path: str, known: dict[str, Person]) -> Papers:
    """Return what a recipe and its table of people tell of a picture."""
    match = source.pattern.fullmatch(path)
    told = match.groupdict(default="") if match else {}
    who = told.get("person", "")
    person = known.get(who, Person())
    return Papers(
        truth=Face.Truth(source.truth),
        kind=Face.Kind(source.kind),
        source=source.address,
        licence=source.licence,
        generator=source.generator,
        credit=source.credit,
        non_commercial=source.non_commercial,
        group=f"{source.name}/{who}" if who else "",
        age=person.age,
        gender=person.gender or gender(told.get("gender", "")),
        race=person.race,
    )
