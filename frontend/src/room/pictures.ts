/// What a visit does with pictures: in order, each in a task of its own, as soon as what opens them has come.
import { develop } from "./develop";
import { parts } from "./parts";
import type { Outside, Vault } from "./vault";

type Speaks = Pick<Outside, "send" | "changed">;

export class Pictures {
  #vault: Vault | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly speaks: Speaks) {}

  /** To open a picture takes a slow phone as long as to draw a screen: the screen comes first. */
  tell(work: (vault: Vault) => void): void {
    this.#last = this.#last.then(async () => {
      const { Vault } = await parts.vault.fetch();
      await new Promise((turn) => setTimeout(turn));
      this.#vault ??= new Vault({ develop, discard: (source) => URL.revokeObjectURL(source), ...this.speaks });
      work(this.#vault);
    });
  }

  /** See Vault. */
  source(picture: string): string {
    return this.#vault?.source(picture) ?? "";
  }

  get broken(): boolean {
    return this.#vault?.broken ?? false;
  }
}
