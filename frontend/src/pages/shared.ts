/// A shared result: hands its link to the device's own way to share, or copies it. Without script the link is there to read.
import { copy } from "../room/copying";

const button = document.querySelector<HTMLButtonElement>("#share");
const field = document.querySelector<HTMLInputElement>("#link");
const said = document.querySelector<HTMLElement>("#said");

async function hand(link: string): Promise<void> {
  if ("share" in navigator && matchMedia("(pointer: coarse)").matches) {
    // Who closes the device's sheet has chosen not to share: nothing to say.
    await navigator.share({ title: document.title, url: link }).catch(() => undefined);
  } else if (await copy(link)) {
    if (button) button.textContent = button.dataset["copied"] ?? "";
    if (said) said.textContent = button?.dataset["copied"] ?? "";
  } else {
    field?.select();
  }
}

if (button && field) {
  button.hidden = false;
  button.addEventListener("click", () => void hand(field.value));
}
