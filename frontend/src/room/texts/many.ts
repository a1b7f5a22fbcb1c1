/// How English counts. By hand: what Intl has for it takes a slow phone a tenth of a second to begin with.

/** 1 face, 2 faces. */
export function many(n: number, one: string, other: string): string {
  return `${n} ${n === 1 ? one : other}`;
}

/** 1st, 2nd, 3rd, 11th, 21st. */
export function ordinal(n: number): string {
  const teen = Math.floor(n / 10) % 10 === 1;
  return `${n}${(!teen && ["th", "st", "nd", "rd"][n % 10]) || "th"}`;
}
