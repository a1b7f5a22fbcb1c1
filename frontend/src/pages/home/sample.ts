/// One face to try, as often as one likes. Whatever goes wrong, the section steps aside and the page stays whole.
import { ask, tell, type Told, type Verdict } from "./sampleWire";

interface Parts {
  section: HTMLElement;
  frame: HTMLElement;
  face: HTMLImageElement;
  said: HTMLElement;
  ribbons: Record<Verdict, HTMLElement>;
  verdicts: HTMLElement;
  told: HTMLElement;
  tally: HTMLElement;
  source: HTMLElement;
  next: HTMLButtonElement;
}

export async function startSample(section: HTMLElement): Promise<void> {
  const parts = partsOf(section);
  const invitation = parts.said.textContent;
  const address = section.dataset["from"] ?? "";
  let id = "";
  let all = 0;
  let right = 0;

  const stepAside = () => {
    section.hidden = true;
    section.parentElement?.classList.remove("pair");
  };

  const bring = async () => {
    const sample = await ask(address);
    id = sample.id;
    parts.face.src = sample.picture;
    await parts.face.decode();
    parts.said.textContent = invitation;
    askAgain(parts);
  };

  const answer = async (verdict: Verdict) => {
    setEnabled(parts.verdicts, false);
    const told = await tell(address, id, verdict);
    all += 1;
    if (told.right) right += 1;
    show(parts, told);
    parts.tally.textContent = (parts.tally.dataset["tally"] ?? "")
      .replace("{right}", String(right))
      .replace("{all}", String(all));
    parts.next.focus({ preventScroll: true });
  };

  parts.verdicts.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("button");
    if (button) answer(button.value as Verdict).catch(stepAside);
  });
  parts.next.addEventListener("click", () => {
    parts.next.disabled = true;
    bring()
      .then(() => parts.verdicts.querySelector("button")?.focus({ preventScroll: true }))
      .catch(stepAside);
  });
  await bring().catch(stepAside);
}

function show(parts: Parts, told: Told): void {
  parts.section.classList.add("answered");
  parts.frame.classList.add(`truth-${told.truth}`);
  parts.ribbons[told.truth].hidden = false;
  parts.said.textContent = parts.said.getAttribute(`data-${told.right ? "right" : "wrong"}-${told.truth}`);
  parts.source.textContent = [told.source, told.licence].filter(Boolean).join(" · ");
  parts.verdicts.hidden = true;
  parts.told.hidden = false;
  parts.next.disabled = false;
}

function askAgain(parts: Parts): void {
  parts.section.classList.remove("answered");
  parts.frame.classList.remove("truth-real", "truth-ai");
  parts.ribbons.real.hidden = parts.ribbons.ai.hidden = true;
  parts.face.hidden = false;
  parts.told.hidden = true;
  parts.verdicts.hidden = false;
  setEnabled(parts.verdicts, true);
}

function setEnabled(verdicts: HTMLElement, enabled: boolean): void {
  for (const button of verdicts.querySelectorAll("button")) button.disabled = !enabled;
}

function partsOf(section: HTMLElement): Parts {
  const part = <T extends HTMLElement>(name: string) => {
    const found = section.querySelector<T>(`#try-${name}`);
    if (!found) throw new Error(`the page has no #try-${name}`);
    return found;
  };
  return {
    section,
    frame: part("frame"),
    face: part<HTMLImageElement>("face"),
    said: part("said"),
    ribbons: { real: part("real"), ai: part("ai") },
    verdicts: part("verdicts"),
    told: part("told"),
    tally: part("tally"),
    source: part("source"),
    next: part<HTMLButtonElement>("next"),
  };
}
