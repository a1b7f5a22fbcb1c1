/// Which phase of a match is on the stage: a reveal is built unseen, and shown with the next frame. Both at once would keep a slow phone for too long.
import { untrack } from "svelte";
import type { Countdown, Question, Reveal } from "../../protocol";

export type Phase = Countdown | Question | Reveal;

const LATEST = 100; // milliseconds, where no frame is drawn

/** Call it while the component is made. `atOnce`: nothing is built ahead. */
export function shownOf(phase: () => Phase, atOnce: () => boolean): { readonly phase: Phase } {
  let shown = $state.raw(untrack(phase));
  $effect.pre(() => {
    const [next, before] = [phase(), untrack(() => shown)];
    const show = (): void => void (shown = next);
    const follows = next.t === "reveal" && before.t === "question" && next.round === before.round;
    if (!follows || untrack(atOnce) || document.hidden) return show();
    const timer = setTimeout(show, LATEST);
    const frame = requestAnimationFrame(() => setTimeout(show));
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  });
  return {
    get phase() {
      return shown;
    },
  };
}
