/// Tells the server what is wrong with a face.

export const REASONS = ["wrong", "known", "offensive", "broken"] as const;
export type Reason = (typeof REASONS)[number];

/** later: too many within an hour; failed: it did not get there, and may be tried again. */
export type Said = "thanks" | "later" | "failed";

/** `token`: the page's, that of its forms. Reporting twice does no harm. */
export async function complain(face: string, reason: Reason, token: string): Promise<Said> {
  try {
    const answer = await fetch(`/faces/${encodeURIComponent(face)}/report/`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
      body: JSON.stringify({ reason }),
    });
    return answer.ok ? "thanks" : answer.status === 429 ? "later" : "failed";
  } catch {
    return "failed"; // no way to the server at the moment
  }
}
