/// How long to wait before the next attempt to connect: doubling, capped, spread so that a room does not come back at once.

const FIRST = 400;
const LONGEST = 8000;

/** Milliseconds before attempt number `attempt` (0 is the first after a loss). `chance`: 0 to 1. */
export function wait(attempt: number, chance: number): number {
  const full = Math.min(LONGEST, FIRST * 2 ** attempt);
  return full / 2 + (full / 2) * chance;
}
