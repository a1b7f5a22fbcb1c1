/// The words of a host, in the language of the page: fetched with a host's part of the room.
import { isChinese } from "..";

/** The texts of one language: every language has the same keys. */
export type HostTexts = typeof import("./en");

export let h: HostTexts;

/** Fetch them. Call it before anything of a host's is shown. */
export async function learn(): Promise<void> {
  h = isChinese() ? await import("./zh") : await import("./en");
}
