import { beforeAll, describe, expect, test } from "vitest";
import { gain, number, speak, tenths } from "../src/room/texts";
import { ordinal } from "../src/room/texts/many";

const plain = new Intl.NumberFormat("en");
const signed = new Intl.NumberFormat("en", { signDisplay: "exceptZero" });
const order = new Intl.PluralRules("en", { type: "ordinal" });
const suffix: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };
const values = [0, 7, 12, 999, 1000, 12_340, 999_999, 1_234_567, -1, -812, -1000, -12_340];

describe("numbers are written as Intl would", () => {
  beforeAll(() => speak("en"));

  test.each(values)("%i", (value) => {
    expect(number(value)).toBe(plain.format(value).replace("-", "−"));
    expect(gain(value)).toBe(signed.format(value).replace("-", "−"));
  });

  test("with one digit behind the point", () => {
    expect([0.06, 1.25, 12, 99.95].map(tenths)).toEqual(["0.1", "1.3", "12.0", "100.0"]);
  });

  test("as places", () => {
    for (let n = 1; n < 1200; n++) expect(ordinal(n)).toBe(`${n}${suffix[order.select(n)]}`);
  });
});
