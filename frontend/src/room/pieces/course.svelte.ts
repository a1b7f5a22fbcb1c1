/// What a host can do about the course of the match right now: stop the clock, or step on.
import type { Room } from "../room";
import type { Session } from "../session.svelte";

const SETTLED = 0.8; // seconds that a phase must have been seen: a press meant for the last one must not meet the next

export class Course {
  #phase: () => Room["phase"];
  #seen = "";
  #settled = $state(false);

  constructor(
    private readonly session: Session,
    room: () => Room,
  ) {
    this.#phase = () => room().phase;
    let timer: ReturnType<typeof setTimeout> | undefined;
    $effect(() => {
      const phase = this.#phase();
      const key = "round" in phase ? `${phase.t} ${phase.round}` : phase.t;
      if (key === this.#seen) return;
      this.#seen = key;
      this.#settled = false;
      clearTimeout(timer);
      timer = setTimeout(() => (this.#settled = true), 1000 * SETTLED);
    });
    $effect(() => () => clearTimeout(timer));
  }

  get paused(): boolean {
    const phase = this.#phase();
    return "paused" in phase && phase.paused !== undefined;
  }

  /** The step that can be taken: the question skipped, the reveal left. None while the clock stands. */
  get step(): "skip" | "next" | null {
    const { t } = this.#phase();
    if (this.paused) return null;
    return t === "question" ? "skip" : t === "reveal" ? "next" : null;
  }

  /** The match waits for the host. */
  get waits(): boolean {
    const phase = this.#phase();
    return phase.t === "reveal" && phase.waits === true && !this.paused;
  }

  /** A step would be taken now: the phase has been seen for long enough. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Stop the clock, or let it go on. */
  turn(): void {
    if (this.paused) this.session.orders.resume();
    else this.session.orders.pause();
  }

  go(): void {
    if (!this.#settled) return;
    if (this.step === "skip") this.session.orders.skip();
    if (this.step === "next") this.session.orders.next();
  }
}
