/// What must arrive is said again until it did: an answer, until it is acknowledged.

const AGAIN = 1500; // milliseconds without an acknowledgement

export class Insistence {
  /** It was said more than once by now: the line, or the server, is in doubt. */
  repeated = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `say`: says what is still to be said; false where there is nothing any more. */
  constructor(private readonly say: () => boolean) {}

  /** Say it, and again from time to time. */
  begin(): void {
    this.end();
    if (this.say()) this.later();
  }

  /** Say it once the usual time is over: just now it would not be taken. */
  later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if ((this.repeated = this.say())) this.later();
    }, AGAIN);
  }

  /** Leave it. */
  end(): void {
    this.repeated = false;
    clearTimeout(this.#timer);
  }
}
