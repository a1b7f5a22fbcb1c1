import { expect, test } from "vitest";
import { lobby, now, podium, question, reveal, sealed } from "../dev/fixtures";
import { overdue } from "../src/room/overdue";

const counting = { t: "countdown" as const, v: 4, of: 10, opens: now() + 3, sealed: sealed(0) };
const asked = question();
const shown = reveal();

test("a phase that should have ended is overdue a moment later", () => {
  for (const [phase, end] of [
    [counting, counting.opens],
    [asked, asked.deadline],
    [shown, shown.until],
  ] as const) {
    expect(overdue(phase)).toBeGreaterThan(end + 1);
    expect(overdue(phase)).toBeLessThan(end + 5);
  }
});

test("while the clock stands nothing is", () => {
  expect(overdue(question({ paused: 1 }))).toBeNull();
});

test("lobby and podium last", () => {
  expect(overdue(lobby)).toBeNull();
  expect(overdue(podium())).toBeNull();
});
