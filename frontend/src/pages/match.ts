/// Reports of matches: a face is reported without leaving the page. Without script its form leads to a page that thanks.
import { complain, REASONS } from "../room/wire/complaint";

const words = document.querySelector<HTMLElement>("#complaint-said")?.dataset ?? {};

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const box = form.closest<HTMLDetailsElement>("details.complaint");
  const chosen = (event.submitter as HTMLButtonElement | null)?.value;
  const reason = REASONS.find((each) => each === chosen);
  const face = /\/faces\/([^/]+)\//.exec(form.action)?.[1];
  const summary = box?.querySelector("summary");
  if (!box || !summary || !reason || !face) return;
  event.preventDefault();
  box.open = false;
  summary.focus();
  const token = form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  void complain(face, reason, token).then((said) => {
    summary.textContent = words[said] ?? "";
    const status = box.nextElementSibling;
    if (status) status.textContent = words[said] ?? "";
  });
});
