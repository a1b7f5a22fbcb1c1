/// A part of the room that is fetched after the first screen: ahead of need, and again until it has come.

const SOONEST = 250; // milliseconds before a fetch that failed is tried again
const LATEST = 4000;

export class Part<M> {
  #here = $state.raw<M | null>(null);
  #coming: Promise<M> | null = null;
  #again: (() => void) | null = null;

  constructor(private readonly bring: () => Promise<M>) {}

  /** The part, where it has come. To read it fetches nothing. */
  get here(): M | null {
    return this.#here;
  }

  /** Have it fetched. Whoever needs it now asks once more: a try that was put off is made at once. Never rejects. */
  fetch(): Promise<M> {
    this.#again?.();
    return (this.#coming ??= this.#fetched());
  }

  async #fetched(): Promise<M> {
    for (let tries = 0; ; tries++) {
      try {
        return (this.#here = await this.bring());
      } catch {
        await this.#pause(Math.min(LATEST, SOONEST * 2 ** tries));
      }
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((over) => {
      const timer = setTimeout(over, milliseconds);
      this.#again = () => {
        clearTimeout(timer);
        over();
      };
    });
  }
}
