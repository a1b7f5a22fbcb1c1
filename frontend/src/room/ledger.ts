/// What was promised about each face before it was asked about, and whether the reveal kept it. Pure.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { LIMITS, type Partner, type Reveal, type Sealed } from "../protocol";

export interface Ledger {
  match: string;
  /** The rounds of the match, as the server said; 0: it did not yet. */
  of: number;
  /** By round: the commitment as it was told first, in time. */
  told: Readonly<Record<number, string>>;
  /** By round, of those whose commitment was told in time: whether it was kept. */
  kept: Readonly<Record<number, boolean>>;
  /** A promise was broken since the last lobby or countdown, in whatever match. */
  broken: boolean;
}

export const blank: Ledger = { match: "", of: 0, told: {}, kept: {}, broken: false };

/** What a reveal tells that opens a promise. */
export type Opening = Pick<Reveal, "round" | "truth" | "face" | "nonce"> & { partner?: Pick<Partner, "face"> };

/** The fingerprint of a face: lower-case hex SHA-256 of match, round, truth, face, the right-hand face of a pair, and nonce, a line each. */
export function commitment(match: string, { round, truth, face, nonce, partner }: Opening): string {
  const lines = [match, round, truth, face, ...(partner ? [partner.face] : []), nonce];
  return bytesToHex(sha256(new TextEncoder().encode(lines.join("\n"))));
}

/** A match begins before our eyes. Of one that is on file, what is written stays. */
export function begin(ledger: Ledger, match: string): Ledger {
  return match === ledger.match ? ledger : { ...blank, match };
}

/** We come back, and find this match. Whoever broke a promise before has broken it, whatever the match is called now. */
export function resume(ledger: Ledger, match: string): Ledger {
  return { ...begin(ledger, match), broken: ledger.broken };
}

/** The match has this many rounds: one that shrinks would turn some of its faces into all of them. */
export function lasts(ledger: Ledger, of: number): Ledger {
  return of > ledger.of ? { ...ledger, of } : ledger;
}

/** Write down a promise. A second one for the same round must be the same. `late`: the own answer was given before it. */
export function tell(ledger: Ledger, sealed: Sealed, late: boolean): Ledger {
  const { match, round } = sealed;
  if (ledger.match && match !== ledger.match) return broken(ledger, round);
  const before = ledger.told[round];
  if (before !== undefined) return before === sealed.commitment ? ledger : broken(ledger, round);
  if (late || Object.keys(ledger.told).length >= LIMITS.rounds.max) return ledger;
  return { ...ledger, match, told: { ...ledger.told, [round]: sealed.commitment } };
}

/** Compare what a reveal shows with what was promised. Nothing can be said of a round whose promise was not heard in time. */
export function check(ledger: Ledger, reveal: Reveal): Ledger {
  const { round } = reveal;
  const told = ledger.told[round];
  if (told === undefined || ledger.kept[round] === false) return ledger;
  if (commitment(ledger.match, reveal) !== told) return broken(ledger, round);
  return { ...ledger, kept: { ...ledger.kept, [round]: true } };
}

/** Whether any promise was broken. */
export function deceived({ broken }: Ledger): boolean {
  return broken;
}

/** How many faces were checked, and found as promised. */
export function checked({ kept }: Ledger): number {
  return Object.values(kept).filter(Boolean).length;
}

/** The ledger that was kept as this text; a blank one where it is none. */
export function restored(text: string | null): Ledger {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    return isLedger(kept) ? kept : blank;
  } catch {
    return blank;
  }
}

function isLedger(kept: unknown): kept is Ledger {
  if (typeof kept !== "object" || kept === null) return false;
  const { match, of, told, kept: rounds, broken } = kept as Partial<Record<keyof Ledger, unknown>>;
  const plain = typeof match === "string" && typeof of === "number" && typeof broken === "boolean";
  return plain && holds(told, "string") && holds(rounds, "boolean");
}

/** Whether something is a record by round, of values of this type. */
function holds(record: unknown, type: "string" | "boolean"): boolean {
  if (typeof record !== "object" || record === null) return false;
  const entries = Object.entries(record);
  return entries.length <= LIMITS.rounds.max && entries.every(([round, value]) => /^\d+$/.test(round) && typeof value === type);
}

/** A round in which something was changed stays that way, whatever comes later. */
function broken(ledger: Ledger, round: number): Ledger {
  return { ...ledger, kept: { ...ledger.kept, [round]: false }, broken: true };
}
