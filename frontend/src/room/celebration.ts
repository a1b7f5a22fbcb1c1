/// Confetti, once for each match, for those on the steps. It flies as in canvas-confetti by Kiril Vatev (ISC), which is five times as long.
import { firstTime } from "./memory";

const EACH = 90; // bits from each side
const SPREAD = (70 / 180) * Math.PI;
const TICKS = 160; // that a bit is to be seen
const TICK = 1000 / 60 - 1; // milliseconds: on a faster screen it falls no faster

interface Bit {
  x: number;
  y: number;
  angle: number;
  velocity: number;
  wobble: number;
  turns: number;
  tilt: number;
  color: string;
  round: boolean;
}

/** Celebrate `match` (any name of it) unless that was done, or motion is not wanted. */
export function celebrate(match: string): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || !firstTime(`celebrated:${match}`)) return;
  const canvas = document.createElement("canvas");
  canvas.className = "confetti";
  canvas.ariaHidden = "true";
  document.body.append(canvas);
  [canvas.width, canvas.height] = [innerWidth, innerHeight];
  const context = canvas.getContext("2d");
  const style = getComputedStyle(document.documentElement);
  const colors = ["--real", "--ai", "--ink"].map((name) => style.getPropertyValue(name).trim());
  const bits = Array.from({ length: 2 * EACH }, (_, n) => bit(n % 2 > 0, canvas, colors[n % colors.length] ?? ""));
  let [tick, last] = [0, 0];
  requestAnimationFrame(function fall(now) {
    if (!context || tick >= TICKS) return canvas.remove();
    requestAnimationFrame(fall);
    if (now - last < TICK) return;
    last = now;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.globalAlpha = 1 - tick++ / TICKS;
    for (const each of bits) draw(context, each);
  });
}

function bit(right: boolean, { width, height }: HTMLCanvasElement, color: string): Bit {
  return {
    x: width * (right ? 0.9 : 0.1),
    y: height * 0.75,
    angle: -((right ? 120 : 60) / 180) * Math.PI + SPREAD * (0.5 - Math.random()),
    velocity: 52 * (0.5 + Math.random()),
    wobble: Math.random() * 10,
    turns: Math.min(0.11, Math.random() * 0.1 + 0.05),
    tilt: (Math.random() * 0.5 + 0.25) * Math.PI,
    color,
    round: Math.random() < 0.5,
  };
}

/** Move it on by a tick, and draw it where it is then. */
function draw(context: CanvasRenderingContext2D, each: Bit): void {
  each.x += Math.cos(each.angle) * each.velocity;
  each.y += Math.sin(each.angle) * each.velocity + 3;
  each.velocity *= 0.9;
  each.wobble += each.turns;
  each.tilt += 0.1;
  const { x, y, wobble, tilt } = each;
  const size = Math.random() + 2;
  const [wobbleX, wobbleY] = [x + 10 * Math.cos(wobble), y + 10 * Math.sin(wobble)];
  const [x1, y1, x2, y2] = [x + size * Math.cos(tilt), y + size * Math.sin(tilt), wobbleX + size * Math.cos(tilt), wobbleY + size * Math.sin(tilt)];
  context.fillStyle = each.color;
  context.beginPath();
  if (each.round) {
    context.ellipse(x, y, Math.abs(x2 - x1) * 0.6, Math.abs(y2 - y1) * 0.6, (Math.PI / 10) * wobble, 0, 2 * Math.PI);
  } else {
    context.moveTo(x, y);
    context.lineTo(wobbleX, y1);
    context.lineTo(x2, y2);
    context.lineTo(x1, wobbleY);
  }
  context.fill();
}
