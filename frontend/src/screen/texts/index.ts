/// The big screen's own words in the page's language. Chosen once, before anything is shown.
import { en } from "./en";
import { zh } from "./zh";

/** The words of one language: every language has the same keys. */
export type Words = typeof en;

export let s: Words = en;

/** `lang`: as the page says it, "en" or "zh-hans". */
export function say(lang: string): void {
  s = lang.toLowerCase().startsWith("zh") ? zh : en;
}
