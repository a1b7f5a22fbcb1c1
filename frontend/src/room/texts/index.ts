/// The words of the room in the page's language. Fetched once, before anything is shown: nobody fetches two languages.
import type { en } from "./en";

/** The texts of one language: every language has the same keys. */
export type Texts = typeof en;

export let t: Texts;
let chinese = false;

/** `lang`: as the page says it, "en" or "zh-hans". */
export async function speak(lang: string): Promise<void> {
  chinese = lang.toLowerCase().startsWith("zh");
  t = chinese ? (await import("./zh")).zh : (await import("./en")).en;
}

/** Whether the page speaks Chinese. */
export function isChinese(): boolean {
  return chinese;
}

/** 2,340, with a true minus sign: of whole numbers, which both languages write alike. */
export function number(value: number): string {
  return String(value).replace("-", "−").replace(/\B(?=(\d{3})+$)/g, ",");
}

/** +812 or −812. */
export function gain(value: number): string {
  return (value > 0 ? "+" : "") + number(value);
}

/** Share of a whole: 63 %. */
export function percent(part: number, whole: number): string {
  const share = whole > 0 ? Math.round((100 * part) / whole) : 0;
  return t.percent(String(share));
}

/** With one digit behind the point: 1.2. */
export function tenths(value: number): string {
  return value.toFixed(1);
}
