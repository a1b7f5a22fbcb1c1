/// The server's time, estimated from exchanges over the socket. All in milliseconds; the wall clock is never asked.

interface Sample {
  /** When it was taken, in monotonic time. */
  at: number;
  roundTrip: number;
  /** What to add to the monotonic time. */
  offset: number;
}

const DRIFT = 200e-6; // the most that two computers' clocks run apart: quartz is good for half of that
const SLEPT = 1000; // milliseconds that the estimate may lie behind what the server surely said

/**
 * Keeps the one sample whose error is bounded most tightly: by half its round trip, and more with every second of its age.
 * So a quick exchange counts for long, but not for ever: after ten minutes one that took 240 ms longer replaces it.
 */
export class ServerClock {
  #best: Sample | null = null;
  /** Before any exchange: what to add to the monotonic time, or less than that. */
  #hint = 0;

  constructor(private readonly monotonic: () => number = () => performance.now()) {}

  /** Take one exchange. `sent`: monotonic; `now`: server's, seconds. */
  add(sent: number, now: number): void {
    const at = this.monotonic();
    const sample = { at, roundTrip: at - sent, offset: now * 1000 - (sent + at) / 2 };
    const best = this.#best;
    // Two truths about one clock overlap. Where they do not, the monotonic clock stood still in between, as in sleep.
    const apart = best && Math.abs(best.offset - sample.offset) > bound(best, at) + bound(sample, at);
    if (!best || apart || bound(sample, at) <= bound(best, at)) this.#best = sample;
  }

  /** Take a time that the server surely had reached when it spoke, in seconds: better than nothing, and a sign of sleep. */
  reached(now: number): void {
    const at = this.monotonic();
    const best = this.#best;
    if (best && at + best.offset + bound(best, at) + SLEPT >= now * 1000) return;
    this.#best = null;
    this.#hint = Math.max(this.#hint, now * 1000 - at);
  }

  /** The server's time. */
  now(): number {
    return this.monotonic() + (this.#best?.offset ?? this.#hint);
  }
}

/** The most by which a sample can be wrong now: the way there and back may be unequal, and clocks drift. */
function bound({ roundTrip, at }: Sample, now: number): number {
  return roundTrip / 2 + (now - at) * DRIFT;
}
