/// The pictures of a match: kept sealed until their key comes, then opened, and kept for the reveal and the report.
import { LIMITS, type Missing, type Question, type Ready, type Sealed } from "../protocol";
import { address } from "./addresses";
import type { Phase } from "./room";
import { open, parse, type Jpeg, type SealedPicture } from "./wire/sealed";

export { practise } from "./wire/sealed";

export interface Outside {
  /** Make a JPEG showable: the address of a decoded picture. Rejects where it is none. */
  develop(jpeg: Jpeg): Promise<string>;
  /** Let go of such an address. */
  discard(source: string): void;
  send(message: Ready | Missing): void;
  /** What is shown has changed. */
  changed(): void;
}

/** The round at hand. */
interface Slot extends Pick<Sealed, "match" | "round"> {
  pair: boolean;
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
const MOST = 2 * LIMITS.rounds.max; // pictures kept: the longest match, of pairs

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

  #announced({ match, round, pair = false }: Sealed): void {
    if (this.#slot?.match === match && this.#slot.round === round) return;
    clearTimeout(this.#timer);
    if (this.#slot) this.#slot.done = true;
    if (this.#slot && this.#slot.match !== match) this.#empty();
    const done = this.#shown.has(address(match, round));
    this.#slot = { match, round, pair, sealed: null, key: "", broken: false, done, asked: 0 };
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
    const jpegs = slot.sealed && open(slot.sealed, slot.match, slot.key, slot.pair);
    slot.sealed = null;
    if (!jpegs) return this.#failed(slot);
    void this.#develop(jpegs).then((sources) => (sources ? this.#show(slot, sources) : this.#failed(slot)));
  }

  /** All of them or none: half a pair would say nothing, and be seen first. */
  async #develop(jpegs: Jpeg[]): Promise<string[] | null> {
    const made = await Promise.all(jpegs.map((jpeg) => this.outside.develop(jpeg).catch(() => null)));
    const sources = made.filter((source) => source !== null);
    if (sources.length === jpegs.length) return sources;
    sources.forEach((source) => this.outside.discard(source));
    return null;
  }

  #show(slot: Slot, sources: string[]): void {
    if (slot.done) return sources.forEach((source) => this.outside.discard(source));
    slot.done = true;
    slot.broken = false;
    sources.forEach((source, right) => this.#shown.set(address(slot.match, slot.round, right > 0), source));
    for (const [picture, source] of this.#shown) {
      if (this.#shown.size <= MOST) break;
      this.outside.discard(source);
      this.#shown.delete(picture);
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
