/// How broad a code is when it is set large, so that every code fits where it stands. Pure.

const BROAD: Record<string, number> = { W: 1.02, M: 0.98 }; // em of the display face at its heaviest, spacing included
const OTHERS = 0.8; // em that no other letter exceeds

/** Ems that the letters take up side by side at most. */
export function breadth(code: string): number {
  return [...code].reduce((sum, letter) => sum + (BROAD[letter] ?? OTHERS), 0);
}
