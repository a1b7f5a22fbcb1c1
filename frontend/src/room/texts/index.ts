/// The words of the room in the page's language. Fetched once, before anything is shown: nobody fetches two languages.
import type { en } from "./en";

/** The texts of one language: every language has the same keys. */
export type Texts = typeof en;

export let t: Texts;
let language = "en";
let plain = new Intl.NumberFormat(language);
let signed = new Intl.NumberFormat(language, { signDisplay: "exceptZero" });

/** `lang`: as the page says it, "en" or "zh-hans". */
export async function speak(lang: string): Promise<void> {
  const chinese = lang.toLowerCase().startsWith("zh");
  language = chinese ? "zh-Hans" : "en";
  t = chinese ? (await import("./zh")).zh : (await import("./en")).en;
  plain = new Intl.NumberFormat(language);
  signed = new Intl.NumberFormat(language, { signDisplay: "exceptZero" });
}

/** 2,340, with a true minus sign. */
export function number(value: number): string {
  return plain.format(value).replace("-", "−");
}

/** +812 or −812. */
export function gain(value: number): string {
  return signed.format(value).replace("-", "−");
}

/** Share of a whole: 63 %. */
export function percent(part: number, whole: number): string {
  const share = whole > 0 ? Math.round((100 * part) / whole) : 0;
  return t.percent(String(share));
}

/** With one digit behind the point: 1.2. */
export function tenths(value: number): string {
  return value.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}
