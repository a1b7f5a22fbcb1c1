/// What a host can do about the course of the match right now: stop the clock, or step on.
import type { Room } from "../room";
import type { Session } from "../session.svelte";

const SETTLED = 0.8; // seconds that a phase must have been seen: a press meant for the last one must not meet the next

export class Course {
  #phase: () => Room["phase"];
  #seen = $state({ key: "", at: 0 });

  constructor(
    private readonly session: Session,
    room: () => Room,
  ) {
    this.#phase = () => room().phase;
    $effect(() => {
      const phase = this.#phase();
      const key = "round" in phase ? `${phase.t} ${phase.round}` : phase.t;
      if (key !== this.#seen.key) this.#seen = { key, at: performance.now() };
    });
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

  /** Stop the clock, or let it go on. */
  turn(): void {
    if (this.paused) this.session.orders.resume();
    else this.session.orders.pause();
  }

  go(): void {
    if (performance.now() - this.#seen.at < 1000 * SETTLED) return;
    if (this.step === "skip") this.session.orders.skip();
    if (this.step === "next") this.session.orders.next();
  }
}
