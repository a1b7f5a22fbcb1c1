/// The pictures of a match: kept sealed until their key comes, then opened, and kept for the reveal and the report.
import type { Missing, Question, Ready, Sealed } from "../protocol";
import type { Phase } from "./room";
import { open, parse, type SealedPicture } from "./wire/sealed";

export interface Outside {
  /** Make a JPEG showable: the address of a decoded picture. Rejects where it is none. */
  develop(jpeg: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Let go of such an address. */
  discard(source: string): void;
  send(message: Ready | Missing): void;
  /** What is shown has changed. */
  changed(): void;
}

/** The round at hand. */
interface Slot extends Pick<Sealed, "match" | "round"> {
  sealed: SealedPicture | null;
  key: string;
  /** Its picture came, and did not open. */
  broken: boolean;
  /** Nothing more is expected: shown, or too late. */
  done: boolean;
  asked: number;
}

const PATIENCE = 700; // milliseconds that an open question may be without a picture before it is asked for
const TRIES = 2; // times that a picture is asked for, a round and connection
const MOST = 50; // pictures kept: the longest match

export class Vault {
  #slot: Slot | null = null;
  #shown = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly outside: Outside) {}

  /** The room moves on. */
  follow(phase: Phase): void {
    if (phase.t === "question") return this.#opened(phase);
    clearTimeout(this.#timer);
    // What has not come by now has an address that serves it.
    if (this.#slot?.key) this.#slot.done = true;
    if ("sealed" in phase && phase.sealed) this.#announced(phase.sealed);
  }

  /** A connection begins: it may ask anew. */
  connected(): void {
    if (this.#slot) this.#slot.asked = 0;
  }

  /** A sealed picture came. */
  arrived(frame: ArrayBuffer): void {
    const [slot, sealed] = [this.#slot, parse(frame)];
    if (!slot || !sealed || slot.done || sealed.round !== slot.round) return;
    slot.sealed = sealed;
    if (slot.key) this.#open(slot);
    else this.outside.send({ t: "ready", round: slot.round });
  }

  /** What to show for the picture of this address; empty as long as there is nothing. */
  source(picture: string): string {
    return this.#shown.get(picture) ?? "";
  }

  /** The picture of the round at hand came, but did not open. */
  get broken(): boolean {
    return this.#slot?.broken ?? false;
  }

  #announced({ match, round }: Sealed): void {
    if (this.#slot?.match === match && this.#slot.round === round) return;
    clearTimeout(this.#timer);
    if (this.#slot) this.#slot.done = true;
    if (this.#slot && this.#slot.match !== match) this.#empty();
    const done = this.#shown.has(address(match, round));
    this.#slot = { match, round, sealed: null, key: "", broken: false, done, asked: 0 };
  }

  #opened({ sealed, key }: Question): void {
    this.#announced(sealed);
    const slot = this.#slot;
    if (!slot || slot.done) return;
    slot.key = key;
    if (slot.sealed) this.#open(slot);
    else this.#await(slot);
  }

  #open(slot: Slot): void {
    clearTimeout(this.#timer);
    const jpeg = slot.sealed && open(slot.sealed, slot.match, slot.key);
    slot.sealed = null;
    if (!jpeg) return this.#failed(slot);
    this.outside.develop(jpeg).then(
      (source) => this.#show(slot, source),
      () => this.#failed(slot),
    );
  }

  #show(slot: Slot, source: string): void {
    if (slot.done) return this.outside.discard(source);
    slot.done = true;
    slot.broken = false;
    this.#shown.set(address(slot.match, slot.round), source);
    const [oldest] = this.#shown;
    if (oldest && this.#shown.size > MOST) {
      this.outside.discard(oldest[1]);
      this.#shown.delete(oldest[0]);
    }
    this.outside.changed();
  }

  #failed(slot: Slot): void {
    if (slot.done) return;
    slot.broken = true;
    this.outside.changed();
    this.#ask(slot);
  }

  #await(slot: Slot): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(slot), PATIENCE);
  }

  #ask(slot: Slot): void {
    if (slot.done || slot.asked >= TRIES) return;
    slot.asked++;
    this.outside.send({ t: "missing", round: slot.round });
    this.#await(slot);
  }

  /** Another match: the pictures of the last one are not shown any more. */
  #empty(): void {
    for (const source of this.#shown.values()) this.outside.discard(source);
    this.#shown.clear();
    this.outside.changed();
  }
}

/** The address of a round's picture, as reveal and report give it. */
export function address(match: string, round: number): string {
  return `faces/${match}/${round}.jpg`;
}

/** The match whose picture is at this address. */
export function shownIn(picture: string | undefined): string | undefined {
  return picture?.split("/").at(-2);
}
