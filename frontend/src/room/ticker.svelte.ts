/// The server's time as a value that views can depend on: moves with every frame while somebody looks at it.
import { createSubscriber } from "svelte/reactivity";
import type { ServerClock } from "./wire/clock";

export class Ticker {
  #subscribe: () => void;

  constructor(private readonly clock: ServerClock) {
    this.#subscribe = createSubscriber((update) => {
      let frame = requestAnimationFrame(function tick() {
        update();
        frame = requestAnimationFrame(tick);
      });
      return () => cancelAnimationFrame(frame);
    });
  }

  /** The server's time, seconds. */
  get now(): number {
    this.#subscribe();
    return this.clock.now() / 1000;
  }
}
