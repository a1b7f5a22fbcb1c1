/// The values to choose from, each with its word, for Choice.
import { number } from "../texts";

type Values<T> = [value: T, word: string][];

/** In the order of the texts. */
export function words<T extends string>(texts: Record<T, string>): Values<T> {
  return Object.entries(texts) as Values<T>;
}

/** The usual numbers, and the one that holds. `write`: how one is written. */
export function numbers(usual: readonly number[], now: number, write: (n: number) => string = number): Values<number> {
  return [...new Set([...usual, now])].sort((a, b) => a - b).map((n) => [n, write(n)]);
}
