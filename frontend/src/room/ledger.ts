/// What was promised about each face before it was asked about, and whether the reveal kept it. Pure.
import { bytesToHex } from "@noble/ciphers/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Reveal, Sealed } from "../protocol";

export interface Ledger {
  match: string;
  /** By round: the commitment as it was told first. */
  told: Readonly<Record<number, string>>;
  /** By round, of those whose commitment was known before the reveal: whether it was kept. */
  kept: Readonly<Record<number, boolean>>;
}

export const blank: Ledger = { match: "", told: {}, kept: {} };

/** The fingerprint of a face: lower-case hex SHA-256 of match, round, truth, face and nonce, a line each. */
export function commitment(match: string, { round, truth, face, nonce }: Pick<Reveal, "round" | "truth" | "face" | "nonce">): string {
  return bytesToHex(sha256(new TextEncoder().encode([match, round, truth, face, nonce].join("\n"))));
}

/** Write down a promise. A second one for the same round must be the same; `fresh`: another match may have begun meanwhile. */
export function tell(ledger: Ledger, sealed: Sealed, fresh: boolean): Ledger {
  const { match, round } = sealed;
  if (match !== ledger.match) {
    if (fresh || !ledger.match) return { match, told: { [round]: sealed.commitment }, kept: {} };
    return broken(ledger, round);
  }
  const before = ledger.told[round];
  if (before === undefined) return { ...ledger, told: { ...ledger.told, [round]: sealed.commitment } };
  return before === sealed.commitment ? ledger : broken(ledger, round);
}

/** Compare what a reveal shows with what was promised. Nothing can be said of a round whose promise was not heard. */
export function check(ledger: Ledger, reveal: Reveal): Ledger {
  const { round } = reveal;
  const told = ledger.told[round];
  if (told === undefined || ledger.kept[round] === false) return ledger;
  return { ...ledger, kept: { ...ledger.kept, [round]: commitment(ledger.match, reveal) === told } };
}

/** Whether any promise of this match was broken. */
export function deceived({ kept }: Ledger): boolean {
  return Object.values(kept).includes(false);
}

/** How many faces were checked, and found as promised. */
export function checked({ kept }: Ledger): number {
  return Object.values(kept).filter(Boolean).length;
}

/** A round in which something was changed stays that way, whatever comes later. */
function broken(ledger: Ledger, round: number): Ledger {
  return { ...ledger, kept: { ...ledger.kept, [round]: false } };
}
