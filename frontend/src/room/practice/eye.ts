/// What a series of verdicts says of an eye: the share that was right, d', the lean. As game/scoring.py has it. Pure.
import type { Truth } from "../../protocol";

export interface Trial {
  truth: Truth;
  verdict: Truth | null;
}

export interface Eye {
  asked: number;
  answered: number;
  right: number;
  /** Right answers in a row, up to the last face. */
  streak: number;
  /** Sensitivity, an AI face being the signal; null where too few answers tell anything. */
  d: number | null;
  /** Criterion c: above 0 it leans towards "real". */
  c: number;
  hits: number | null;
  falseAlarms: number | null;
}

const ENOUGH = 6; // answers, to both kinds of faces

export function eyeOf(trials: readonly Trial[]): Eye {
  const said = trials.filter(({ verdict }) => verdict !== null);
  const count = (truth: Truth, verdict?: Truth) => said.filter((one) => one.truth === truth && (!verdict || one.verdict === verdict)).length;
  const [signals, noises] = [count("ai"), count("real")];
  const [hits, falseAlarms] = [count("ai", "ai"), count("real", "ai")];
  // The log-linear correction (Hautus 1995): rates of 0 and 1 would be infinitely far away.
  const [zHit, zFalse] = [probit((hits + 0.5) / (signals + 1)), probit((falseAlarms + 0.5) / (noises + 1))];
  let streak = 0;
  for (const { truth, verdict } of trials) streak = verdict === truth ? streak + 1 : 0;
  return {
    asked: trials.length,
    answered: said.length,
    right: said.filter(({ truth, verdict }) => truth === verdict).length,
    streak,
    d: said.length >= ENOUGH && signals > 0 && noises > 0 ? zHit - zFalse : null,
    c: -(zHit + zFalse) / 2,
    hits: signals ? hits / signals : null,
    falseAlarms: noises ? falseAlarms / noises : null,
  };
}

/** The share that was right of each `window` faces in a row; empty for fewer. */
export function curve(trials: readonly Trial[], window: number): number[] {
  const right = trials.map(({ truth, verdict }) => (truth === verdict ? 1 : 0));
  return right.slice(window - 1).map((_, end) => right.slice(end, end + window).reduce<number>((sum, one) => sum + one, 0) / window);
}

/** The inverse of the normal distribution function, for 0 < p < 1, to 9 digits (P. J. Acklam's rational approximation). */
export function probit(p: number): number {
  if (p > 0.5) return -probit(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1)
  );
}
