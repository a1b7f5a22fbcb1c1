/// What the figures of signal detection mean in a plain sentence. Coarse on purpose: one match is a small sample.

export interface Sight {
  /** 0: no difference seen, to 3: hardly anything missed. */
  sees: 0 | 1 | 2 | 3;
  leans: "real" | "ai" | "none";
}

const LEAN = 0.25; // criterion c beyond which a side is favoured

/** `dPrime`: sensitivity; `bias`: criterion c, negative towards saying "AI". */
export function sight(dPrime: number, bias: number): Sight {
  const sees = dPrime < 0.4 ? 0 : dPrime < 1 ? 1 : dPrime < 2 ? 2 : 3;
  return { sees, leans: bias < -LEAN ? "ai" : bias > LEAN ? "real" : "none" };
}
