/// Confetti, once for each match, for those on the steps. Fetched only when it is due.
import { firstTime } from "./memory";

/** Celebrate `match` (any name of it) unless that was done, or motion is not wanted. */
export function celebrate(match: string): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || !firstTime(`celebrated:${match}`)) return;
  void import("canvas-confetti").then(({ default: confetti }) => {
    const style = getComputedStyle(document.documentElement);
    const colors = ["--real", "--ai", "--ink"].map((name) => style.getPropertyValue(name).trim());
    const canvas = document.createElement("canvas");
    canvas.className = "confetti";
    canvas.ariaHidden = "true";
    document.body.append(canvas);
    // A worker would need blob: in the content security policy.
    const fire = confetti.create(canvas, { useWorker: false, resize: true });
    const shots: Promise<unknown>[] = [];
    for (const [x, angle] of [
      [0.1, 60],
      [0.9, 120],
    ] as const) {
      shots.push(fire({ particleCount: 90, spread: 70, startVelocity: 52, origin: { x, y: 0.75 }, angle, colors, ticks: 160 }) ?? Promise.resolve());
    }
    void Promise.all(shots).then(() => canvas.remove());
  });
}
