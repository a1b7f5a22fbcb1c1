/// The children of a list that glide to their new places when it changes: measured once before, once after.

const EASING = "cubic-bezier(0.33, 1, 0.68, 1)";

interface Manner {
  duration: number;
  /** Who is new appears; not those who are there from the start. */
  appear?: boolean;
}

/** Call it while the component is made. `seen`: reads what changes the list. */
export function glide(list: () => HTMLElement | undefined, seen: () => unknown, { duration, appear = false }: Manner): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let places: Map<Element, DOMRect> | null = null;

  $effect.pre(() => {
    seen();
    const box = list();
    places = box && !still.matches ? new Map([...box.children].map((child) => [child, child.getBoundingClientRect()])) : null;
  });
  $effect(() => {
    seen();
    if (!places) return;
    const moved = [...(list()?.children ?? [])].map((child) => [child, places?.get(child), child.getBoundingClientRect()] as const);
    for (const [child, before, now] of moved) {
      if (!before && appear) child.animate([{ opacity: 0, transform: "scale(0.8)" }, {}], { duration, easing: EASING });
      if (!before) continue;
      const [x, y] = [before.left - now.left, before.top - now.top];
      if (x || y) child.animate([{ transform: `translate(${x}px, ${y}px)` }, {}], { duration, easing: EASING });
    }
    places = null;
  });
}
