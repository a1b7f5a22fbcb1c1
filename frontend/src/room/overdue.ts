/// When nothing comes any more although the line stands: the server's store is away, and all wait for it. Pure.
import type { Phase } from "./room";

const PICTURES = 1.5; // seconds that a question waits for pictures on their way
const LATE = 2; // seconds that a busy server, or one that takes over from another, may need

/** The server's time from which on this phase has lasted for too long; null where it may last. */
export function overdue(phase: Phase): number | null {
  if ("paused" in phase && phase.paused !== undefined) return null;
  if (phase.t === "countdown") return phase.opens + PICTURES + LATE;
  if (phase.t === "question") return phase.deadline + LATE;
  if (phase.t === "reveal") return phase.until + PICTURES + LATE;
  return null;
}
