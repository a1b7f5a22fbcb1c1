import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { OutboundMessage } from "../src/protocol";
import { Vault } from "../src/room/vault";
import { open, parse } from "../src/room/wire/sealed";
import { key, podium, question, reveal, sealed } from "../dev/fixtures";
import { seal } from "../dev/seal";

const BAD = 255; // stands for a round whose picture is none
const jpeg = (round: number) => Uint8Array.of(0xff, 0xd8, round, 0xff, 0xd9);
const frame = (round: number, match = "m") => seal({ jpeg: jpeg(round), key: key(round), match, round });
const asked = (round: number, match = "m") => question({ round, sealed: sealed(round, match) });

describe("a sealed picture", () => {
  // Made by server/rooms/sealing.py: seal(b"\xff\xd8face\xff\xd9", bytes(range(32)), "abc", 3, 24)
  const made = "000318b84239523ec0b07004a3b8af434e27f8b1f3f5e1ad5b5c16f69d117bf99feb5c1ba3820e32faab";
  const bytes = Uint8Array.from(made.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const range = Array.from({ length: 32 }, (_, n) => n.toString(16).padStart(2, "0")).join("");
  const picture = parse(bytes.buffer)!;

  test("opens as the server sealed it", () => {
    expect(picture.round).toBe(3);
    expect(String.fromCharCode(...open(picture, "abc", range)![0]!.slice(2, 6))).toBe("face");
  });

  test.each([
    ["another key", picture, "abc", key(1)],
    ["no key", picture, "abc", "zz"],
    ["another match", picture, "abd", range],
    ["another round", { ...picture, round: 4 }, "abc", range],
    ["a byte less", { ...picture, body: picture.body.slice(0, -1) }, "abc", range],
    ["nothing", { round: 3, body: new Uint8Array() }, "abc", range],
  ])("stays shut: %s", (_why, shut, match, with_) => {
    expect(open(shut, match, with_)).toBeNull();
  });

  test.each([0, 21, 2 ** 32 - 1])("must not lie about its length: %i", (length) => {
    const lie = parse(seal({ jpeg: jpeg(0), key: key(0), match: "m", round: 0, size: 24, length }))!;
    expect(open(lie, "m", key(0))).toBeNull();
  });

  test("of a pair holds both, the left one first", () => {
    const pair = parse(seal({ jpeg: jpeg(0), right: jpeg(7), key: key(0), match: "m", round: 0 }))!;
    expect(open(pair, "m", key(0), true)).toEqual([jpeg(0), jpeg(7)]);
  });

  test.each([
    ["half of it is empty", { size: 4096, right: new Uint8Array() }],
    ["it is odd", { size: 4097 }],
    ["a length lies", { size: 24, right: jpeg(7), length: 21 }],
  ])("is no pair where %s", (_why, change) => {
    const lie = parse(seal({ jpeg: jpeg(0), key: key(0), match: "m", round: 0, ...change }))!;
    expect(open(lie, "m", key(0), true)).toBeNull();
  });

  test("is more than one byte", () => {
    expect(parse(new ArrayBuffer(1))).toBeNull();
  });
});

describe("the vault", () => {
  let sent: string[];
  let discarded: string[];
  let rejects: boolean;
  let vault: Vault;

  beforeEach(() => {
    vi.useFakeTimers();
    [sent, discarded, rejects] = [[], [], false];
    vault = new Vault({
      develop: (picture) => (rejects || picture[2] === BAD ? Promise.reject(new Error("no picture")) : Promise.resolve(`blob:${picture[2]}`)),
      discard: (source) => discarded.push(source),
      send: ({ t, round }) => sent.push(`${t} ${round}`),
      changed: () => undefined,
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const shown = (round: number, match = "m") => vault.source(`faces/${match}/${round}.jpg`);
  const settle = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
  const countdown = (match = "m"): OutboundMessage & { t: "countdown" } => ({ t: "countdown", v: 1, of: 10, opens: 0, sealed: sealed(0, match) });

  test("says that it holds the picture, and opens it with the question's key", async () => {
    vault.follow(countdown());
    vault.arrived(frame(0));
    expect(sent).toEqual(["ready 0"]);
    await settle();
    expect(shown(0)).toBe("");
    vault.follow(asked(0));
    await settle(5000);
    expect(shown(0)).toBe("blob:0");
    expect(sent).toEqual(["ready 0"]);
  });

  test("keeps what was shown for the reveal and the report, and takes the next picture meanwhile", async () => {
    vault.follow(asked(3));
    vault.arrived(frame(3));
    await settle();
    vault.follow(reveal());
    vault.arrived(frame(4));
    expect(sent).toEqual(["ready 4"]);
    vault.follow(asked(4));
    await settle();
    vault.follow(podium());
    expect([shown(3), shown(4)]).toEqual(["blob:3", "blob:4"]);
  });

  test("opens a picture that comes after the question", async () => {
    vault.follow(asked(3));
    await settle(600);
    vault.arrived(frame(3));
    await settle(3000);
    expect(shown(3)).toBe("blob:3");
    expect(sent).toEqual([]);
  });

  test("asks twice for a picture that does not come, and again after a new connection", async () => {
    vault.follow(asked(3));
    await settle(699);
    expect(sent).toEqual([]);
    await settle(5000);
    expect(sent).toEqual(["missing 3", "missing 3"]);
    vault.connected();
    vault.follow(asked(3));
    await settle(800);
    expect(sent).toHaveLength(3);
    vault.arrived(frame(3));
    await settle(5000);
    expect(shown(3)).toBe("blob:3");
    expect(sent).toHaveLength(3);
  });

  test("asks at once for one that does not open, and twice at most", async () => {
    vault.follow(countdown());
    vault.arrived(frame(0, "another"));
    vault.follow(asked(0));
    expect(sent).toEqual(["ready 0", "missing 0"]);
    expect(vault.broken).toBe(true);
    vault.arrived(frame(0, "another"));
    vault.arrived(frame(0, "another"));
    await settle(5000);
    expect(sent).toEqual(["ready 0", "missing 0", "missing 0"]);
    vault.arrived(frame(0));
    await settle();
    expect(shown(0)).toBe("blob:0");
    expect(vault.broken).toBe(false);
  });

  test("asks again for what opens, but is no picture", async () => {
    rejects = true;
    vault.follow(asked(3));
    vault.arrived(frame(3));
    await settle();
    expect(vault.broken).toBe(true);
    expect(sent).toEqual(["missing 3"]);
  });

  test("asks for nothing once the question is over, and ignores what comes then", async () => {
    vault.follow(asked(3));
    vault.follow(reveal());
    vault.arrived(frame(3));
    await settle(5000);
    expect(sent).toEqual([]);
    expect(shown(3)).toBe("");
  });

  test("ignores a picture that nobody announced", async () => {
    vault.arrived(frame(0));
    vault.follow(countdown());
    vault.arrived(frame(1));
    expect(sent).toEqual([]);
  });

  test("lets go of everything when another match begins, and of what comes late from the last", async () => {
    vault.follow(asked(3));
    vault.arrived(frame(3));
    await settle();
    vault.follow(asked(4));
    vault.arrived(frame(4));
    vault.follow(countdown("n"));
    await settle();
    expect(discarded).toEqual(["blob:3", "blob:4"]);
    expect([shown(3), shown(4)]).toEqual(["", ""]);
  });

  test("opens a pair, and shows both faces or none", async () => {
    const pair = (round: number) => question({ round, sealed: { ...sealed(round), pair: true } });
    const both = (round: number, right: Uint8Array) => seal({ jpeg: jpeg(round), right, key: key(round), match: "m", round });
    vault.follow(pair(0));
    vault.arrived(both(0, jpeg(70)));
    await settle();
    expect([shown(0), vault.source("faces/m/0b.jpg")]).toEqual(["blob:0", "blob:70"]);
    vault.follow(pair(1));
    vault.arrived(both(1, jpeg(BAD)));
    await settle();
    expect([shown(1), vault.source("faces/m/1b.jpg")]).toEqual(["", ""]);
    expect(vault.broken).toBe(true);
    expect([sent, discarded]).toEqual([["missing 1"], ["blob:1"]]);
  });

  test("keeps the pictures of the longest match", async () => {
    for (let round = 0; round < 102; round++) {
      vault.follow(question({ round }));
      vault.arrived(frame(round));
      await settle();
    }
    expect(discarded).toEqual(["blob:0", "blob:1"]);
    expect(shown(101)).toBe("blob:101");
  });
});
