/// What was answered in this practice room since it was opened, over all its sets; kept over reloads.
import type { Reveal } from "../../protocol";
import { keepDiary, keptDiary } from "../memory";
import { shownIn } from "../addresses";
import { eyeOf, type Eye, type Trial } from "./eye";

const MOST = 2000; // faces

export type Entry = Trial & { face: string };

export class Diary {
  entries = $state.raw<Entry[]>([]);
  readonly eye: Eye = $derived(eyeOf(this.entries));

  constructor(private readonly code: string) {
    this.entries = keptDiary(code);
  }

  /** Enter what a reveal tells; the same one again changes nothing. */
  note(reveal: Reveal): void {
    const { own, truth, picture, round } = reveal;
    if (!own || reveal.skipped) return;
    const face = `${shownIn(picture) ?? ""} ${round}`;
    if (this.entries.some((entry) => entry.face === face)) return;
    this.entries = [...this.entries, { face, truth, verdict: own.verdict ?? null }].slice(-MOST);
    keepDiary(this.code, this.entries);
  }
}
