/// The sentence on the own eye: only where the figures tell anything.
import { expect, test } from "vitest";
import type { Report } from "../src/protocol";
import { sight } from "../src/room/sight";

function report(figures: Partial<Report> = {}): Report {
  const own = { points: 0, rank: 1, right: 0, answered: 8, asked: 8, pairs: false, bias: 0, lines: [] };
  return { ...own, hit_rate: 1, false_alarm_rate: 0, d_prime: 2.4, ...figures };
}

test("the sharper the eye, the more is said of it", () => {
  expect(sight(report()).sees).toBe(3);
  expect(sight(report({ d_prime: 0.1 })).sees).toBe(0);
});

test("too few answers tell nothing", () => {
  expect(sight(report({ d_prime: null, bias: -1 }))).toEqual({ sees: null, leans: "none" });
});

