/// The server's time, estimated from exchanges over the socket. All in milliseconds; the wall clock is never asked.

interface Sample {
  roundTrip: number;
  /** What to add to `performance.now()`. */
  offset: number;
}

/** Keeps the sample with the smallest round trip since the last `begin`: its error is at most half of that. */
export class ServerClock {
  #best: Sample | null = null;
  #fresh = true;

  constructor(private readonly monotonic: () => number = () => performance.now()) {}

  /** Begin a new estimate, after sleep or a lost connection; the old one serves until the first sample comes. */
  begin(): void {
    this.#fresh = true;
  }

  /** Take the time that a snapshot carries: better than nothing, worse than any exchange. `now`: server's, seconds. */
  hint(now: number): void {
    if (this.#best && this.#best.roundTrip !== Infinity && !this.#fresh) return;
    this.#best = { roundTrip: Infinity, offset: now * 1000 - this.monotonic() };
    this.#fresh = false;
  }

  /** Take one exchange. `sent`: monotonic; `now`: server's, seconds. */
  add(sent: number, now: number): void {
    const received = this.monotonic();
    const sample = { roundTrip: received - sent, offset: now * 1000 - (sent + received) / 2 };
    if (this.#fresh || !this.#best || sample.roundTrip < this.#best.roundTrip) this.#best = sample;
    this.#fresh = false;
  }

  /** The server's time. */
  now(): number {
    return this.monotonic() + (this.#best?.offset ?? 0);
  }
}
