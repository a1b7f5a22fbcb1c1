/// Points that fly from where they are shown into the total. Decoration: under reduced motion they are simply there.

const READ = 700; // milliseconds in which the points can be read before they leave
const FLIGHT = 280;

/** Fly a copy of `from` to `#score`; calls `landed` when it is there. Returns a function that calls it off. */
export function flyToScore(from: HTMLElement, landed: () => void): () => void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    landed();
    return () => undefined;
  }
  let copy: HTMLElement | undefined;
  let flight: Animation | undefined;
  const timer = setTimeout(() => {
    const goal = document.getElementById("score");
    if (!goal) return landed();
    const [start, end] = [from.getBoundingClientRect(), goal.getBoundingClientRect()];
    copy = from.cloneNode(true) as HTMLElement;
    copy.ariaHidden = "true";
    Object.assign(copy.style, {
      position: "fixed",
      zIndex: "2",
      left: `${start.left}px`,
      top: `${start.top}px`,
      margin: "0",
      font: getComputedStyle(from).font,
      pointerEvents: "none",
    });
    document.body.append(copy);
    const [x, y] = [end.left + end.width / 2 - start.left - start.width / 2, end.top - start.top];
    const path = [
      { transform: "none", opacity: 1 },
      { transform: `translate(${x}px, ${y}px) scale(0.4)`, opacity: 0.2 },
    ];
    flight = copy.animate(path, { duration: FLIGHT, easing: "cubic-bezier(0.5, 0, 0.7, 1)" });
    flight.onfinish = () => {
      copy?.remove();
      landed();
    };
  }, READ);
  return () => {
    clearTimeout(timer);
    flight?.cancel(); // it would land, though nobody waits for it any more
    copy?.remove();
  };
}
