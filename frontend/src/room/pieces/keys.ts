/// Which key says what: arrows always, letters and digits where they are wanted.
import type { Truth } from "../../protocol";
import { keptLetters } from "../memory";

const arrows: Record<string, Truth> = { ArrowLeft: "real", ArrowRight: "ai" };
const digits: Record<string, Truth> = { "1": "real", "2": "ai" };
const letters: Record<string, Truth> = { ...digits, r: "real", a: "ai" };

/** The verdict that a key gives, of a pair on its left-hand face; undefined for keys that are meant for something else. */
export function verdictOf(event: KeyboardEvent, pair = false): Truth | undefined {
  if (document.querySelector("dialog[open]")) return undefined; // keys are for what lies above
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return undefined;
  if (event.target instanceof Element && event.target.closest("input:not([type=checkbox]), select, textarea")) return undefined;
  const more = pair ? digits : letters;
  return arrows[event.key] ?? (keptLetters() ? more[event.key.toLowerCase()] : undefined);
}
