/// What a reveal means to the one who looks: their own answer, or what they said for fun. Pure.
import type { Reveal, Truth } from "../protocol";
import type { Room } from "./room";
import { shownIn } from "./addresses";

export type Mark = "right" | "wrong" | "none";

export interface Outcome {
  /** own: it counted; fun: it counts for nothing; skipped: the round counts for nobody; apart: nothing was asked of them. */
  kind: "own" | "fun" | "skipped" | "apart";
  verdict: Truth | null;
  mark: Mark;
}

/** Of a pair, what the right-hand face is. */
export function opposite(truth: Truth): Truth {
  return truth === "real" ? "ai" : "real";
}

export function outcome({ verdict, me }: Pick<Room, "verdict" | "me">, reveal: Reveal): Outcome {
  const { own, truth } = reveal;
  if (own && !reveal.skipped) return { kind: "own", verdict: own.verdict, mark: marked(own.verdict, truth) };
  const held = verdict?.round === reveal.round && verdict.match === shownIn(reveal.picture) ? verdict.verdict : null;
  if (reveal.skipped) return { kind: "skipped", verdict: held, mark: "none" };
  if (held || me.out) return { kind: "fun", verdict: held, mark: marked(held, truth) };
  return { kind: "apart", verdict: null, mark: "none" };
}

/** Whether no round comes after this one. */
export function last({ round, of }: { round: number; of: number }): boolean {
  return round + 1 >= of;
}

/** Whether this round put its receiver out. */
export function fell({ own, round }: Reveal): boolean {
  return own?.out === round + 1;
}

/** Nobody was right, so nobody was put out. Missing where players cannot fall. */
export function reprieved({ fell, skipped, truth, said_real, said_ai, own }: Reveal): boolean {
  if (fell !== 0 || skipped || own?.right) return false;
  return own !== undefined || (truth === "real" ? said_real === 0 && said_ai > 0 : said_ai === 0 && said_real > 0);
}

function marked(verdict: Truth | null, truth: Truth): Mark {
  return verdict === null ? "none" : verdict === truth ? "right" : "wrong";
}
