/// What happens on the wire by the clock: exchanges that estimate the server's time, and a check that the line lives.
import type { Wire } from "./socket";

const EXCHANGES = [0, 150, 400, 900, 1800]; // milliseconds after a beginning
const BEAT = 20_000; // milliseconds between exchanges later on
const LOOK = 1000; // milliseconds between looks at whether we slept
const ASLEEP = 1500; // milliseconds that are missing after one: more than a slow phone loses
const PATIENCE = 6000; // milliseconds that an exchange may stay without anything heard
const DOUBT = 2500; // the same when the line is likely to be dead: after sleep, or when something is overdue

/** The two clocks of this computer. Neither alone tells of sleep: in some the monotonic one stands still, in some it does not. */
export interface Clocks {
  monotonic(): number;
  wall(): number;
}

const own: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

export class Rhythm {
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #beat: ReturnType<typeof setInterval> | undefined;
  #look: ReturnType<typeof setInterval> | undefined;
  #seen = { monotonic: 0, wall: 0 };
  #heard = 0;
  #asked = 0;

  constructor(
    private readonly wire: Pick<Wire, "send" | "hurry" | "redial">,
    /** Whether something should have come by now: the server answers an exchange all the same, unless it is gone itself. */
    private readonly overdue: () => boolean,
    private readonly clocks: Clocks = own,
  ) {}

  /** The room has welcomed us: estimate the time anew, then keep the line alive. */
  begin(): void {
    this.end();
    this.#remember();
    this.#estimate(PATIENCE);
    this.#beat = setInterval(() => this.#ask(PATIENCE), BEAT);
    this.#look = setInterval(() => this.#looked(), LOOK);
  }

  /** The line is gone. */
  end(): void {
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
    clearInterval(this.#beat);
    clearInterval(this.#look);
    this.#beat = this.#look = undefined;
  }

  /** Something came. */
  heard(): void {
    this.#heard = this.clocks.monotonic();
  }

  /** The page is looked at again, or the network is back: perhaps after sleep. */
  wake(): void {
    if (this.#beat === undefined) this.wire.hurry();
    else this.#estimate(DOUBT);
  }

  #looked(): void {
    this.#slept();
    if (this.overdue() && this.clocks.monotonic() >= this.#asked + DOUBT) this.#ask(DOUBT);
  }

  /** Sleep shows as time that one of the two clocks, or the timer itself, did not see pass. */
  #slept(): void {
    const before = this.#seen;
    this.#remember();
    const passed = this.#seen.monotonic - before.monotonic;
    const apart = Math.abs(this.#seen.wall - before.wall - passed);
    if (apart > ASLEEP) this.#estimate(DOUBT);
    else if (passed > LOOK + ASLEEP) this.#ask(DOUBT);
  }

  #remember(): void {
    this.#seen = { monotonic: this.clocks.monotonic(), wall: this.clocks.wall() };
  }

  #estimate(patience: number): void {
    for (const after of EXCHANGES) this.#later(after, () => this.#ask(patience));
  }

  #ask(patience: number): void {
    const sent = (this.#asked = this.clocks.monotonic());
    this.wire.send({ t: "clock", sent });
    const silent = (): void => {
      if (this.#heard < sent) this.wire.redial();
    };
    this.#later(patience, () => {
      // Late itself: the answer may be waiting behind this very timer.
      if (this.clocks.monotonic() > sent + patience + ASLEEP) this.#later(LOOK, silent);
      else silent();
    });
  }

  #later(after: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, after);
    this.#timers.add(timer);
  }
}
