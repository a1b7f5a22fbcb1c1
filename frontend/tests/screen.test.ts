/// What the big screen makes of what all are told.
import { expect, test } from "vitest";
import { options, reveal } from "../dev/fixtures";
import { bars, share, unusual } from "../src/screen/showing";

test("the ring drains with the time, whole seconds at a time where motion is not wanted", () => {
  expect(share(100, 108, 100, false)).toBe(1);
  expect(share(100, 108, 103, false)).toBe(5 / 8);
  expect(share(100, 108, 103.5, true)).toBe(5 / 8);
  expect(share(100, 108, 90, false)).toBe(1);
  expect(share(100, 108, 120, false)).toBe(0);
  expect(share(100, 100, 100, false)).toBe(0);
});

test("the bars are shares of all who could answer, and the right one is marked", () => {
  const told = bars(reveal({ said_real: 15, said_ai: 8, silent: 1, truth: "ai" }));
  expect(told.map(({ said, count, share, right }) => [said, count, share, right])).toEqual([
    ["real", 15, 15 / 24, false],
    ["ai", 8, 8 / 24, true],
    ["silent", 1, 1 / 24, false],
  ]);
  const nobody = bars(reveal({ said_real: 0, said_ai: 0, silent: 0, truth: "real" }));
  expect(nobody.map(({ share, right }) => [share, right])).toEqual([[0, true], [0, false]]);
});

test("a lobby says what is not as usual, and nothing else", () => {
  expect(unusual(options)).toEqual([]);
  expect(unusual({ ...options, mode: "teams", kind: "pair", scoring: "friendly" })).toEqual(["teams", "pair", "friendly"]);
  expect(unusual({ ...options, mode: "glimpse", kind: "mixed" })).toEqual(["glimpse", "mixed"]);
});
