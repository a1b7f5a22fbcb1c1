/// Passkeys: makes one, or signs in with one, where the browser can. Elsewhere the page says why there are none.
import { create, get, possible } from "./passkeys/credentials";

type Options = { publicKey: Record<string, unknown> };

const all = (kind: string) => document.querySelectorAll<HTMLElement>(`[data-passkey="${kind}"]`);

async function options(form: HTMLFormElement): Promise<Options> {
  const given = document.querySelector("#passkey-options");
  if (given) return JSON.parse(given.textContent ?? "") as Options;
  const answer = await fetch(form.action, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { request_options: Options }).request_options;
}

function ready(form: HTMLFormElement, ask: typeof get): void {
  const button = form.querySelector("button");
  const field = form.querySelector<HTMLInputElement>("input[name=credential]");
  const wrong = form.querySelector<HTMLElement>(":scope > .wrong[hidden]");
  const go = async () => {
    if (!button || !field || button.disabled) return;
    button.disabled = true;
    if (wrong) wrong.hidden = true;
    try {
      field.value = JSON.stringify(await ask((await options(form)).publicKey));
      form.submit();
    } catch {
      // Called off, timed out or refused: the browser does not tell which, so that sites cannot ask around.
      button.disabled = false;
      if (wrong) wrong.hidden = false;
    }
  };
  button?.addEventListener("click", () => void go());
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // Enter in the name
    void go();
  });
  form.hidden = false;
}

if (possible(window)) {
  for (const form of all("create")) ready(form as HTMLFormElement, create);
  for (const form of all("get")) ready(form as HTMLFormElement, get);
  for (const link of all("add")) link.hidden = false;
} else {
  for (const why of all("none")) why.hidden = false;
}
