/// What happens on the wire by the clock: exchanges that estimate the server's time, and a check that the line lives.
import type { ServerClock } from "./clock";
import type { Wire } from "./socket";

const EXCHANGES = [0, 150, 400, 900, 1800]; // milliseconds after a beginning; the quickest exchange wins
const BEAT = 20_000; // milliseconds between exchanges later on
const PATIENCE = 6_000; // milliseconds that an exchange may stay without anything heard

export class Rhythm {
  #timers: ReturnType<typeof setTimeout>[] = [];
  #beat: ReturnType<typeof setInterval> | undefined;
  #heard = 0;

  constructor(
    private readonly wire: Wire,
    private readonly clock: ServerClock,
  ) {
    document.addEventListener("visibilitychange", () => this.#seen());
    window.addEventListener("online", () => wire.hurry());
    window.addEventListener("pageshow", () => this.#seen());
  }

  /** The room has welcomed us: estimate the time anew, then keep the line alive. */
  begin(): void {
    this.end();
    this.#estimate();
    this.#beat = setInterval(() => this.#ask(), BEAT);
  }

  /** The line is gone. */
  end(): void {
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
    clearInterval(this.#beat);
    this.#beat = undefined;
  }

  /** Something came. */
  heard(): void {
    this.#heard = performance.now();
  }

  #estimate(): void {
    this.clock.begin();
    for (const after of EXCHANGES) this.#timers.push(setTimeout(() => this.#ask(), after));
  }

  #ask(): void {
    const sent = performance.now();
    this.wire.send({ t: "clock", sent });
    this.#timers.push(
      setTimeout(() => {
        if (this.#heard < sent) this.wire.redial();
      }, PATIENCE),
    );
    if (this.#timers.length > 20) this.#timers.splice(0, 10);
  }

  /** The page is looked at again, perhaps after sleep, in which the monotonic clock may have stood still. */
  #seen(): void {
    if (document.visibilityState !== "visible") return;
    if (this.#beat === undefined) this.wire.hurry();
    else this.#estimate();
  }
}
