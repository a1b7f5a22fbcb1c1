/// A look among all the people of a room, of whom only the first are listed: by a part of the name, by pages.
import type { Person } from "../../protocol";
import type { Room } from "../room";
import type { Session } from "../session.svelte";

const PAUSE = 250; // milliseconds without a key until the question is asked

export class Lookup {
  #text = $state("");
  #page = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    private readonly room: () => Room,
  ) {
    // Whatever the host does about somebody who was found makes a new version of the room.
    $effect(() => {
      void this.room().phase.v;
      void this.room().seats;
      if (this.active) this.#soon();
      return () => clearTimeout(this.#timer);
    });
  }

  /** Whether there are more people than the list shows. */
  get needed(): boolean {
    const { seats, people } = this.room();
    return seats > people.length;
  }

  get active(): boolean {
    return this.needed && (this.#text.trim() !== "" || this.#page > 0);
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#page = 0;
    this.#soon();
  }

  /** From 0. */
  get page(): number {
    return this.#page;
  }

  turn(by: -1 | 1): void {
    this.#page += by;
    this.#ask();
  }

  get pages(): number {
    const { seats, people } = this.room();
    return this.#answer?.pages ?? Math.ceil(seats / Math.max(1, people.length));
  }

  /** Those to show: the room's own list, until something else was asked for; then the last answer, until the next. */
  get people(): Person[] {
    const { people, found } = this.room();
    return this.active ? (found?.list ?? people) : people;
  }

  /** How many were found; null while the answer is on its way, or nothing was asked. */
  get total(): number | null {
    return this.active ? (this.#answer?.total ?? null) : null;
  }

  get #answer() {
    const { found } = this.room();
    return found && found.text === this.#text.trim() ? found : null;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  #ask(): void {
    clearTimeout(this.#timer);
    if (this.active) this.session.orders.find(this.#text.trim(), this.#page);
  }
}
