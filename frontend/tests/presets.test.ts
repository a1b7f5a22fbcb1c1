/// Presets: whatever a browser has stored, what is sent is within today's bounds.
import { describe, expect, test } from "vitest";
import { LIMITS } from "../src/protocol";
import { builtIn, carries, fitted, kept, MOST, plain, restored, type Preset } from "../src/room/presets";
import { boot, options } from "../dev/fixtures";

const preset = (name: string): Preset => ({ name, options });

describe("choices that were stored", () => {
  test("come back as they were", () => {
    const chosen = { ...options, rounds: 20, mode: "teams" as const, teams: 5, counts: false, deck: "easy" };
    expect(fitted(JSON.parse(JSON.stringify(chosen)), options, boot.decks)).toEqual(chosen);
  });

  test.each([null, undefined, 7, "x", [], [1], { rounds: "9" }, { mode: 3 }, { mode: "duel" }, { dealing: "odd" }, { deck: "gone" }, { counts: "yes" }, { rounds: Number.NaN }])(
    "that make no sense change nothing: %j",
    (stored) => expect(fitted(stored, options, boot.decks)).toEqual(options),
  );

  test("keep within bounds, and carry no unknown fields", () => {
    const wild = { rounds: 9999, seconds: 0, reveal: -4, teams: 2.6, seats: 1e9, prize: "car", __proto__: { polluted: true } };
    const next = fitted(wild, options, [...boot.decks, { slug: "large", title: "", real: 500, ai: 500 }]);
    expect(next).toEqual({ ...options, rounds: LIMITS.rounds.max, seconds: LIMITS.seconds.min, reveal: LIMITS.reveal.min, teams: 3, seats: LIMITS.seats.max });
  });

  test("ask for no more rounds than the deck carries", () => {
    expect(fitted({ deck: "easy", rounds: 50 }, options, boot.decks).rounds).toBe(25);
    expect(carries({ slug: "", title: "", real: 1, ai: 300 })).toBe(LIMITS.rounds.min);
  });
});

test("whether the owner plays is nobody else's choice, whatever preset is taken", () => {
  const wanted = { ...plain, ...builtIn.classroom };
  for (const host_plays of [true, false]) {
    const now = { ...options, host_plays };
    expect(fitted({ ...wanted, host_plays: !host_plays }, now, boot.decks, false)).toEqual({ ...now, ...wanted, host_plays });
  }
});

describe("named presets", () => {
  test.each([null, "", "{", "7", '{"name":"x"}', "[1,null,{}]", '[{"name":"","options":{}}]', '[{"name":"x","options":null}]'])(
    "of broken storage are none: %s",
    (text) => expect(restored(text)).toEqual([]),
  );

  test("survive beside broken ones", () => {
    expect(restored(JSON.stringify([preset("a"), 3, { name: "long".repeat(20), options }, preset("b")])).map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("of the same name are replaced, and there are at most twenty", () => {
    const full = Array.from({ length: MOST }, (_, n) => preset(`p${n}`));
    expect(kept(full, preset("one more"))).toHaveLength(MOST);
    expect(kept(full, { name: "p3", options: { ...options, rounds: 4 } }).at(-1)?.options.rounds).toBe(4);
    expect(restored(JSON.stringify([...full, preset("x")]))).toHaveLength(MOST);
  });
});

test.each(Object.entries(builtIn))("what comes with the game can be sent: %s", (_, change) => {
  const wanted = { ...options, ...plain, ...change };
  expect(fitted(wanted, options, boot.decks)).toEqual(wanted);
});
