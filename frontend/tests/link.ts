/// A browser with clocks of its own and a link to a server, in simulated time. Vitest's fake timers are the true time.
import { vi } from "vitest";
import type { InboundMessage } from "../src/protocol";
import { ServerClock } from "../src/room/wire/clock";
import { Rhythm } from "../src/room/wire/rhythm";

export interface Way {
  /** Milliseconds to the server and back, for each exchange. */
  there(): number;
  back(): number;
  /** Share of exchanges that get no answer. */
  loss?: number;
}

/** Numbers from 0 to 1 that are the same in every run (Park & Miller 1988, the minimal standard generator). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const EPOCH = 1_700_000_000_000; // the server's time at the beginning, in milliseconds

export class Link {
  /** Milliseconds by which this computer's wall clock is wrong. */
  wrong = 0;
  /** Parts per million by which this computer's clocks run fast. */
  drift = 0;
  redials = 0;
  /** Something that should have come did not. */
  overdue = false;
  sent = 0;
  #slept = 0;
  #unseen = 0;
  readonly clock = new ServerClock(() => this.monotonic());
  readonly rhythm: Rhythm;
  readonly #chance = dice(7);

  constructor(private readonly way: Way) {
    const wire = { send: (message: InboundMessage) => this.#exchange(message), hurry: () => undefined, redial: () => this.#redial() };
    this.rhythm = new Rhythm(wire, () => this.overdue, { monotonic: () => this.monotonic(), wall: () => this.#wall() });
  }

  /** Connect as the room does: a welcome that took one way, then exchanges. */
  welcome(): void {
    const now = this.truth() / 1000;
    vi.advanceTimersByTime(this.way.back());
    this.clock.reached(now);
    this.rhythm.begin();
  }

  /** The server's time, really. */
  truth(): number {
    return EPOCH + vi.getMockedSystemTime()!.getTime() + this.#slept;
  }

  monotonic(): number {
    return (vi.getMockedSystemTime()!.getTime() + this.#slept - this.#unseen) * (1 + this.drift * 1e-6);
  }

  /** Milliseconds by which the time that would be shown is wrong. */
  get error(): number {
    return Math.abs(this.clock.now() - this.truth());
  }

  /** Time passes everywhere but in this computer, whose timers rest. `still`: its monotonic clock rests as well. */
  sleep(milliseconds: number, still: boolean): void {
    this.#slept += milliseconds;
    if (still) this.#unseen += milliseconds;
  }

  #redial(): void {
    this.redials++;
    this.rhythm.end();
  }

  #wall(): number {
    return this.truth() + this.wrong;
  }

  #exchange(message: InboundMessage): void {
    if (message.t !== "clock") return;
    this.sent++;
    if (this.#chance() < (this.way.loss ?? 0)) return;
    setTimeout(() => {
      const now = this.truth() / 1000;
      setTimeout(() => {
        this.rhythm.heard();
        this.clock.add(message.sent, now);
      }, this.way.back());
    }, this.way.there());
  }
}
