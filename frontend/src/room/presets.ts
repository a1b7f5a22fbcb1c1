/// Choices for a match that are kept under a name, or come with the game. Stored data may be old, foreign or broken.
import { LIMITS, type Options } from "../protocol";
import type { Deck } from "./boot";

export interface Preset {
  name: string;
  options: Options;
}

export type BuiltIn = "classroom" | "conference" | "party";

/** Presets that one browser keeps. */
export const MOST = 20;

/** Characters of a preset's name. */
export const NAME = 30;

/** What comes with the game. What a preset does not name stays as the game has it; deck, seats and listing stay as chosen. */
export const builtIn: Record<BuiltIn, Partial<Options>> = {
  classroom: { rounds: 10, seconds: 20, reveal: 8, scoring: "friendly", pace: "host", board: "fifth", host_plays: false },
  conference: { rounds: 8, seconds: 12, reveal: 6, counts: false, board: "fifth", host_plays: false },
  party: { rounds: 15, seconds: 8, reveal: 4, mode: "sudden_death", kind: "mixed" },
};

/** The game's own choices, but for the deck: a preset that comes with the game starts from these. */
export const plain: Omit<Options, "deck" | "seats" | "public"> = {
  rounds: LIMITS.rounds.default,
  seconds: LIMITS.seconds.default,
  reveal: LIMITS.reveal.default,
  kind: "single",
  dealing: "mixed",
  scoring: "bet",
  mode: "race",
  teams: LIMITS.teams.default,
  pace: "automatic",
  board: "always",
  counts: true,
  late: true,
  host_plays: true,
};

const WORDS = {
  kind: ["single", "pair", "mixed"],
  dealing: ["mixed", "easy", "hard", "adaptive"],
  scoring: ["bet", "friendly"],
  mode: ["race", "sudden_death", "teams", "glimpse"],
  pace: ["automatic", "host"],
  board: ["always", "fifth", "never"],
} satisfies { [K in keyof Options]?: Options[K][] };

/** Rounds that a deck carries. Each face is real or AI as a coin falls: all may be of the class that has fewer. */
export function carries(deck?: Deck): number {
  return deck ? Math.max(LIMITS.rounds.min, Math.min(LIMITS.rounds.max, deck.real, deck.ai)) : LIMITS.rounds.max;
}

/** Choices that can be sent: of `wanted` what is still understood, within today's bounds, the rest from `now`.
    `own`: whether the room is the chooser's; else whether its owner plays is not his to choose. */
export function fitted(wanted: unknown, now: Options, decks: Deck[], own = true): Options {
  const stored = typeof wanted === "object" && wanted !== null ? (wanted as Record<string, unknown>) : {};
  const next: Record<string, unknown> = { ...now };
  for (const [key, old] of Object.entries(now)) {
    const value = stored[key];
    if (typeof value !== typeof old || (key === "host_plays" && !own)) continue;
    if (typeof value === "string" && !known(key, value, decks)) continue;
    next[key] = typeof value === "number" ? bounded(key, value, old as number) : value;
  }
  const options = next as unknown as Options;
  return { ...options, rounds: Math.min(options.rounds, carries(decks.find(({ slug }) => slug === options.deck))) };
}

/** The presets that were kept as this text, the valid ones. */
export function restored(text: string | null): Preset[] {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    return [];
  }
  return Array.isArray(stored) ? stored.filter(isPreset).slice(0, MOST) : [];
}

/** Keep these choices under a name: the newest last, one of the same name replaced. */
export function kept(presets: Preset[], preset: Preset): Preset[] {
  const others = presets.filter(({ name }) => name !== preset.name);
  return others.length < MOST ? [...others, preset] : presets;
}

function isPreset(stored: unknown): stored is Preset {
  if (typeof stored !== "object" || stored === null) return false;
  const { name, options } = stored as Partial<Record<keyof Preset, unknown>>;
  return typeof name === "string" && name !== "" && name.length <= NAME && typeof options === "object" && options !== null;
}

function known(key: string, value: string, decks: Deck[]): boolean {
  if (key === "deck") return decks.some(({ slug }) => slug === value);
  return !(key in WORDS) || (WORDS[key as keyof typeof WORDS] as string[]).includes(value);
}

function bounded(key: string, value: number, otherwise: number): number {
  if (!(key in LIMITS) || !Number.isFinite(value)) return otherwise;
  const { min, max } = LIMITS[key as keyof typeof LIMITS];
  return Math.min(max, Math.max(min, Math.round(value)));
}
