/// What the figures of signal detection mean in a plain sentence. Coarse on purpose: one match is a small sample.

import type { Report } from "../protocol";

export interface Sight {
  /** 0: no difference seen, to 3: hardly anything missed; null: too few answers to tell. */
  sees: 0 | 1 | 2 | 3 | null;
  leans: "real" | "ai" | "none";
}

const LEAN = 0.25; // criterion c beyond which a side is favoured

/** Of pairs where the figures are of pairs, otherwise of single faces; then "real" leans to the left one, "ai" to the right one. */
export function sight({ d_prime, bias, hit_rate, false_alarm_rate }: Pick<Report, "d_prime" | "bias" | "hit_rate" | "false_alarm_rate">): Sight {
  if (d_prime === null) return { sees: null, leans: "none" };
  // The correction of d' for extreme rates can leave a little of it where none was earned.
  const none = (hit_rate ?? 0) <= (false_alarm_rate ?? 0);
  const sees = none || d_prime < 0.4 ? 0 : d_prime < 1 ? 1 : d_prime < 2 ? 2 : 3;
  return { sees, leans: bias < -LEAN ? "ai" : bias > LEAN ? "real" : "none" };
}
