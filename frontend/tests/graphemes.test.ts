import { expect, test } from "vitest";
import { graphemes, marked, sendable } from "../src/room/graphemes";

test.each([
  ["Ann", 3],
  ["  Ann   Lee ", 7],
  ["", 0],
  ["王小明", 3],
  ["Zoe\u0308", 3],
  ["👩‍👩‍👧‍👦🇺🇦", 2],
])("%o is %i characters to people", (name, count) => {
  expect(graphemes(name)).toBe(count);
});

test("without a segmenter a mark counts with its letter", () => {
  expect(marked("Zoe\u0308")).toBe(3);
  expect(marked("")).toBe(0);
});

test("what is sent is never longer than the server takes", () => {
  expect(sendable("  Ann ")).toBe("Ann");
  expect([...sendable("👩‍👩‍👧‍👦".repeat(20))]).toHaveLength(100);
});
