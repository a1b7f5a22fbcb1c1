/// What is asked of the room besides answers: the host's orders, the own team, a search among the people.
import { choose } from "./choosing";
import type { Find, InboundMessage, Options } from "../protocol";
import type { Room } from "./room";

const AGAIN = 1500; // milliseconds until a search that the server had no time for is tried again

export class Orders {
  #search: Find | undefined; // the one that was sent last
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (message: InboundMessage) => void,
    private readonly room: () => Room | null,
    private readonly become: (room: Room) => void,
  ) {}

  /** Shown at once: the server tells if it is otherwise. */
  configure(options: Options): void {
    const room = this.room();
    if (room) this.become(choose(room, options));
    this.#order({ t: "configure", options });
  }

  start(): void {
    this.#order({ t: "start" });
  }

  rematch(): void {
    this.#order({ t: "rematch" });
  }

  /** Stop the clock for all. */
  pause(): void {
    this.#order({ t: "pause" });
  }

  resume(): void {
    this.#order({ t: "resume" });
  }

  /** Let the open question count for nobody. */
  skip(): void {
    const phase = this.room()?.phase;
    if (phase?.t === "question") this.#order({ t: "skip", round: phase.round });
  }

  /** Go on from the reveal that is shown. */
  next(): void {
    const phase = this.room()?.phase;
    if (phase?.t === "reveal") this.#order({ t: "next", round: phase.round });
  }

  /** End the match now. */
  end(): void {
    this.#order({ t: "end" });
  }

  /** Let nobody else take a seat, or open the door again. */
  lock(locked: boolean): void {
    this.#order({ t: "lock", locked });
  }

  /** Give somebody another name. */
  rename(player: string, name: string): void {
    this.#order({ t: "rename", player, name });
  }

  /** Send somebody out of the room, for good. */
  remove(player: string): void {
    this.#order({ t: "remove", player });
  }

  /** Make somebody else host. */
  handOver(player: string): void {
    this.#order({ t: "hand_over", player });
  }

  /** Take part from the next question on, or only host (the first host). */
  playAlong(plays: boolean): void {
    this.#order({ t: "play_along", plays });
  }

  /** Play for a team, counted from 0. `player`: somebody else (the host). */
  chooseTeam(team: number, player?: string): void {
    this.#order({ t: "choose_team", team, ...(player && { player }) });
  }

  /** Ask for a page of the people whose names hold `text` (anybody): it comes as room.found. */
  find(text: string, page = 0): void {
    clearTimeout(this.#again);
    this.#search = { t: "find", text, page };
    this.send(this.#search);
  }

  /** The server had no time for the search. True: that is all there is to say of it. */
  findLater(): true {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#search && this.send(this.#search), AGAIN);
    return true;
  }

  /** What was refused before is forgotten: the same refusal again is news. */
  #order(message: InboundMessage): void {
    const room = this.room();
    if (room?.refusal) this.become({ ...room, refusal: null });
    this.send(message);
  }
}
