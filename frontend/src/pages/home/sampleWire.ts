/// What home asks the server about the face to try. Anything unexpected is an error: the caller hides the section.

export type Verdict = "real" | "ai";

export interface Sample {
  id: string;
  picture: string;
}

export interface Told {
  truth: Verdict;
  right: boolean;
  source: string;
  licence: string;
}

/** Ask for a face. */
export async function ask(address: string): Promise<Sample> {
  const sample = (await read(await fetch(address, { cache: "no-store" }))) as Partial<Sample>;
  if (!sample.id || !sample.picture) throw new Error("no face came");
  return { id: sample.id, picture: sample.picture };
}

/** Give the verdict on a face, get the truth. */
export async function tell(address: string, id: string, verdict: Verdict): Promise<Told> {
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  return (await read(
    await fetch(`${address}${encodeURIComponent(id)}/`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ verdict }),
    }),
  )) as Told;
}

async function read(answer: Response): Promise<unknown> {
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  return answer.json();
}
