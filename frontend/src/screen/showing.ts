/// What the big screen makes of what all are told. Pure: no socket, no clock, no view.
import type { Options, Reveal } from "../protocol";

/** Share of the time that is left, 0 to 1. `calm`: in whole seconds. */
export function share(from: number, until: number, now: number, calm: boolean): number {
  const whole = until - from;
  const left = Math.min(whole, Math.max(0, until - now));
  return whole > 0 ? (calm ? Math.min(whole, Math.ceil(left)) : left) / whole : 0;
}

export interface Bar {
  said: "real" | "ai" | "silent";
  count: number;
  /** Of all who could answer, 0 to 1. */
  share: number;
  /** This is what the face is. */
  right: boolean;
}

/** What the room said, as bars; silence only where there was some. A pair's are about the left face: "ai" says that the right one is real. */
export function bars({ said_real, said_ai, silent, truth }: Reveal): Bar[] {
  const all = said_real + said_ai + silent;
  const bar = (said: Bar["said"], count: number): Bar => ({ said, count, share: all ? count / all : 0, right: said === truth });
  return [bar("real", said_real), bar("ai", said_ai), ...(silent ? [bar("silent", silent)] : [])];
}

/** What has to be known of a match before it starts, without what is as usual. */
export function unusual({ kind, mode, scoring }: Options): ("pair" | "mixed" | "sudden_death" | "teams" | "glimpse" | "friendly")[] {
  return [...(mode === "race" || mode === "practice" ? [] : [mode]), ...(kind === "single" ? [] : [kind]), ...(scoring === "friendly" ? (["friendly"] as const) : [])];
}
