/// Names as people count them: by what they see as one character.

const SENT = 100; // code points; the server takes no longer name, and cuts what it takes by itself

let known: Intl.Segmenter | undefined;

/** Older browsers lack the segmenter: there a mark counts with the letter that it stands on. Made when it is asked for: that takes a
    slow phone a tenth of a second. */
function segmenter(): Intl.Segmenter | null {
  if (typeof Intl.Segmenter !== "function") return null;
  return (known ??= new Intl.Segmenter(undefined, { granularity: "grapheme" }));
}

/** How many characters a name would have: white space around it and runs of it count as the server counts them. */
export function graphemes(name: string): number {
  const text = name.trim().replace(/\s+/gu, " ");
  if (/^[ -~]*$/.test(text)) return text.length;
  const split = segmenter();
  return split ? [...split.segment(text)].length : marked(text);
}

/** The fallback of `graphemes`. */
export function marked(text: string): number {
  return text.match(/\P{M}[\p{M}\u200d]*/gu)?.length ?? 0;
}

/** A name as it is sent. */
export function sendable(name: string): string {
  return [...name.trim()].slice(0, SENT).join("");
}
