/// The sentence on the own eye: only where there is enough to tell.
import { expect, test } from "vitest";
import type { Report, ReportLine, Truth } from "../src/protocol";
import { sight } from "../src/room/sight";

function line(round: number, truth: Truth, verdict: Truth | null): ReportLine {
  return { round, picture: "", partner: null, truth, verdict, right: truth === verdict, took: null, points: 0 };
}

function report(lines: ReportLine[], figures: Partial<Report> = {}): Report {
  const answered = lines.filter((each) => each.verdict).length;
  const own = { points: 0, rank: 1, right: 0, answered, asked: lines.length, pairs: false, bias: 0, lines };
  return { ...own, hit_rate: 1, false_alarm_rate: 0, d_prime: 2.4, ...figures };
}

const six = [0, 1, 2, 3, 4, 5];

test("six answers to both kinds of faces are enough", () => {
  const lines = six.map((n) => line(n, n % 2 ? "ai" : "real", n % 2 ? "ai" : "real"));
  expect(sight(report(lines)).sees).toBe(3);
  expect(sight(report(lines, { d_prime: 0.1 })).sees).toBe(0);
});

test.each([
  ["no face", []],
  ["no answer", six.map((n) => line(n, n % 2 ? "ai" : "real", null))],
  ["five answers", six.map((n) => line(n, n % 2 ? "ai" : "real", n ? "ai" : null))],
  ["one kind of face", six.map((n) => line(n, "ai", "ai"))],
])("too little to tell: %s", (_why, lines) => {
  expect(sight(report(lines)).sees).toBeNull();
});

test("of pairs only where the figures are of pairs", () => {
  const pairs = six.map((n) => ({ ...line(n, n % 2 ? "ai" : "real", n % 2 ? "ai" : "real"), partner: "b" }));
  expect(sight(report(pairs, { pairs: true })).sees).toBe(3);
  expect(sight(report([...pairs, line(7, "ai", "ai")])).sees).toBeNull();
});
