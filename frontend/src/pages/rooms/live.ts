/// Asks for the list again and again while the page is seen, and puts what changed into its place.
import { merge } from "./merge";

const EVERY = 2500; // milliseconds
const PATIENCE = 10_000; // milliseconds until an answer is given up

export function keepCurrent(list: HTMLElement): void {
  const address = list.dataset["from"] ?? "";
  const gone = list.dataset["gone"] ?? "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;

  const look = async () => {
    clearTimeout(timer);
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok) merge(list, await answer.text(), gone);
    } catch {
      // What stands there stays; the next look may do better.
    }
    asking = false;
    timer = setTimeout(() => void look(), EVERY);
  };

  document.addEventListener("visibilitychange", () => void look());
  timer = setTimeout(() => void look(), EVERY);
}
