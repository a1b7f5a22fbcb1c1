/// What the server wrote into the page: which room this is and who is looking.
import type { Role } from "../protocol";

export interface Deck {
  slug: string;
  title: string;
  real: number;
  ai: number;
  /** Its classes can be told apart without looking at a face. */
  leaks?: boolean;
  /** Some of its faces allow no commercial use. */
  non_commercial?: boolean;
}

export interface Boot {
  code: string;
  /** What this page is for. */
  role: Role;
  /** Came by "Play now": joins at once, under the kept or the first suggested name. */
  quick: boolean;
  /** A practice room: this player is alone in it. */
  practice?: boolean;
  /** The way into another room, from a public one: a form's address and token, and what its button says. */
  play?: { url: string; csrf: string; label: string } | null;
  /** The token of this page's forms; empty where nothing is posted. */
  csrf?: string;
  /** Speaks for this browser's player in this room, seated or not yet. */
  token: string;
  /** The name of that seat; empty for a newcomer. */
  name: string;
  /** Names to choose from. */
  names: string[];
  lang: string;
  /** This browser made the room. */
  host: boolean;
  /** Links to the room: to play, for the projector, to watch. Each carries the room's secret. */
  join_url: string;
  screen_url: string;
  watch_url: string;
  decks: Deck[];
}

/** The same page on this page's own origin: links to share carry the address that others reach. */
export function local(link: string): string {
  const { pathname, search } = new URL(link);
  return pathname + search;
}

/** Read the page's script#boot. Throws where the page has none. */
export function readBoot(page: Document): Boot {
  const text = page.getElementById("boot")?.textContent;
  if (!text) throw new Error("the page carries no boot data");
  return JSON.parse(text) as Boot;
}
