/// The focus on a new screen: on its heading where nothing else has it, so that keyboards and readers go on from there.

/** For a heading with tabindex -1. Once, when the screen appears: nothing that has the focus loses it. */
export function arrive(heading: HTMLElement): () => void {
  // In a task of its own: to focus is to lay out, and a screen that is being built would be laid out twice.
  const timer = setTimeout(() => {
    const held = document.activeElement;
    if (!held || held === document.body) heading.focus({ preventScroll: true });
  });
  return () => clearTimeout(timer);
}

/** Let go of the focus while it is within `place`, which is about to be taken away: else the browser lays out everything
    right then, in the middle of the change. */
export function letGo(place: string): void {
  const held = document.activeElement;
  if (held instanceof HTMLElement && held.closest(place)) held.blur();
}
