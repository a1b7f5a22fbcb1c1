/// Where a face comes from, in words.
import type { Origin } from "../protocol";
import { t } from "./texts";

/** The credits of a face, each once: what made it, where it is from, whose it is, under which terms; or that nobody said. */
export function papers({ generator, source, credit, licence }: Origin): string {
  const known = [...new Set([generator, source, credit, licence])].filter(Boolean).map(t.reveal.origin);
  return (licence ? known : [...known, t.reveal.noLicence]).join(" · ");
}
