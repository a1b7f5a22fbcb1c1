/// The field for a room's code: has the keyboard where there is one, and says itself what is wrong with a code.

const CODE = /^[A-Z]{4,5}$/;

export function readyCodeField(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("#code");
  const error = form.querySelector<HTMLElement>("#code-error");
  if (!field || !error) return;

  // On a phone the keyboard would cover half the page before anybody asked for it.
  if (matchMedia("(hover: hover) and (pointer: fine)").matches) field.focus();

  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    field.value = field.value.replace(/\s/g, "").toUpperCase();
    if (CODE.test(field.value)) return;
    event.preventDefault();
    field.setAttribute("aria-invalid", "true");
    error.textContent = error.dataset["malformed"] ?? "";
    field.focus();
  });
  field.addEventListener("input", () => {
    field.removeAttribute("aria-invalid");
    error.textContent = "";
  });
}
