/// Names as people count them: by what they see as one character.

const SENT = 100; // code points; the server takes no longer name, and cuts what it takes by itself

// Older browsers lack the segmenter: there a mark counts with the letter that it stands on.
const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** How many characters a name would have: white space around it and runs of it count as the server counts them. */
export function graphemes(name: string): number {
  const text = name.trim().replace(/\s+/gu, " ");
  return segmenter ? [...segmenter.segment(text)].length : marked(text);
}

/** The fallback of `graphemes`. */
export function marked(text: string): number {
  return text.match(/\P{M}[\p{M}\u200d]*/gu)?.length ?? 0;
}

/** A name as it is sent. */
export function sendable(name: string): string {
  return [...name.trim()].slice(0, SENT).join("");
}
