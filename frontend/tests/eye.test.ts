import { describe, expect, test } from "vitest";
import { curve, eyeOf, probit, type Trial } from "../src/room/practice/eye";

const trials = (truth: "real" | "ai", real: number, ai: number): Trial[] => [
  ...Array.from({ length: real }, (): Trial => ({ truth, verdict: "real" })),
  ...Array.from({ length: ai }, (): Trial => ({ truth, verdict: "ai" })),
];

describe("the eye behind verdicts", () => {
  test("the inverse of the normal distribution, as tables have it", () => {
    for (const [p, z] of [[0.5, 0], [0.975, 1.959963985], [0.025, -1.959963985], [0.8413447461, 1], [0.001, -3.090232306]] as const) {
      expect(probit(p)).toBeCloseTo(z, 7);
    }
  });

  test("d' and the lean, with the log-linear correction", () => {
    // 20 of 25 and 10 of 25 (Macmillan and Creelman's way of counting): z((20.5)/26) - z((10.5)/26)
    const eye = eyeOf([...trials("ai", 5, 20), ...trials("real", 15, 10)]);
    expect(eye.d).toBeCloseTo(probit(20.5 / 26) - probit(10.5 / 26), 9);
    expect(eye.d).toBeCloseTo(1.0444987, 6);
    expect(eye.c).toBeCloseTo(-0.2790, 3);
    expect(eye).toMatchObject({ asked: 50, right: 35, hits: 0.8, falseAlarms: 0.4 });
  });

  test("too few answers, or one kind alone, tell nothing", () => {
    expect(eyeOf(trials("ai", 2, 3)).d).toBeNull();
    expect(eyeOf(trials("ai", 5, 20)).d).toBeNull();
    expect(eyeOf([]).asked).toBe(0);
  });

  test("silence is asked and not answered, and ends a row", () => {
    const eye = eyeOf([{ truth: "ai", verdict: "ai" }, { truth: "ai", verdict: null }, { truth: "real", verdict: "real" }]);
    expect(eye).toMatchObject({ asked: 3, answered: 2, right: 2, streak: 1 });
  });

  test("the curve is of so many in a row", () => {
    expect(curve([...trials("ai", 2, 0), ...trials("real", 3, 0)], 4)).toEqual([0.5, 0.75]);
    expect(curve(trials("ai", 1, 1), 4)).toEqual([]);
  });
});
