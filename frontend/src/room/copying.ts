/// Puts a text on the clipboard, also where the page is no secure context and the modern way does not exist.

/** Copy; false where the browser does not let us. */
export async function copy(text: string): Promise<boolean> {
  // Absent without a secure context, though the types say otherwise.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  try {
    if (clipboard) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused: try the old way.
  }
  return oldWay(text);
}

function oldWay(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "spoken";
  document.body.append(field);
  const before = document.activeElement;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
