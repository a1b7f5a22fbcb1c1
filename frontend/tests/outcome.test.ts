/// What a reveal and a podium mean to the one who looks.
import { beforeAll, describe, expect, test } from "vitest";
import type { Podium, Reveal, Standing, Truth } from "../src/protocol";
import { fell, last, opposite, outcome, reprieved } from "../src/room/outcome";
import { apply, type Room } from "../src/room/room";
import { speak, t } from "../src/room/texts";
import { scored, victory } from "../src/room/victory";
import { podium, reveal, welcome } from "../dev/fixtures";

const own = { verdict: "real", right: false, gained: -812, points: 0, rank: 5, was: 3, streak: 0 } as const;

function looking(verdict: Truth | null = null, change: Partial<Room["me"]> = {}, match = "m"): Pick<Room, "verdict" | "me"> {
  const room = apply(null, welcome(reveal()))!;
  return { verdict: verdict && { match, round: 3, verdict, sure: true }, me: { ...room.me, ...change } };
}

function told(change: Partial<Reveal> = {}): Reveal {
  const { own: _own, ...rest } = reveal();
  return { ...rest, ...change };
}

describe("an outcome", () => {
  test.each([
    ["right", "ai"],
    ["wrong", "real"],
    ["none", null],
  ] as const)("of one's own is %s", (mark, verdict) => {
    expect(outcome(looking(), told({ own: { ...own, verdict } }))).toEqual({ kind: "own", verdict, mark });
  });

  test("of a guess for fun is told from what was held here", () => {
    expect(outcome(looking("ai", { out: 2 }), told())).toEqual({ kind: "fun", verdict: "ai", mark: "right" });
    expect(outcome(looking("real"), told())).toEqual({ kind: "fun", verdict: "real", mark: "wrong" });
    expect(outcome(looking(null, { out: 2 }), told())).toEqual({ kind: "fun", verdict: null, mark: "none" });
  });

  test("is none of theirs who only look, or whose guess was of another match", () => {
    expect(outcome(looking(), told()).kind).toBe("apart");
    expect(outcome(looking("ai", {}, "n"), told()).kind).toBe("apart");
  });

  test("of a skipped round is nobody's", () => {
    expect(outcome(looking("ai"), told({ skipped: true }))).toEqual({ kind: "skipped", verdict: "ai", mark: "none" });
  });

  test("of a pair: the right-hand face is what the left one is not", () => {
    expect([opposite("real"), opposite("ai")]).toEqual(["ai", "real"]);
  });
});

test("the last round is the one that no other follows", () => {
  expect([8, 9].map((round) => last({ round, of: 10 }))).toEqual([false, true]);
});

describe("a fall", () => {
  test("is of this round", () => {
    expect(fell(told({ own: { ...own, out: 4 } }))).toBe(true);
    expect(fell(told({ own: { ...own, out: 3 } }))).toBe(false);
    expect(fell(told())).toBe(false);
  });

  test.each<[string, boolean, Partial<Reveal>]>([
    ["all were wrong", true, { fell: 0, said_real: 5, said_ai: 0 }],
    ["and oneself", true, { fell: 0, own: { ...own } }],
    ["all were right", false, { fell: 0, said_real: 0, said_ai: 5 }],
    ["oneself was right", false, { fell: 0, own: { ...own, right: true } }],
    ["somebody fell", false, { fell: 1, own }],
    ["nobody can fall", false, { own }],
    ["the round was skipped", false, { fell: 0, skipped: true, said_real: 0, said_ai: 0 }],
  ])("is spared everybody: %s", (_why, spared, change) => {
    expect(reprieved(told(change))).toBe(spared);
  });
});

describe("a victory", () => {
  beforeAll(() => speak("en"));
  const line = (player: string, rank: number, out = 0): Standing => ({ player, name: player, points: 100, rank, was: rank, out });
  const end = (top: Standing[], change: Partial<Podium> = {}) => victory(looking(), podium({ top, ...change }));
  const report = podium().own!;

  test("is somebody else's, alone or shared, or nobody's", () => {
    expect(end([line("Bo", 1), line("me", 2)])).toBe(t.podium.winner("Bo"));
    expect(end([line("Bo", 1), line("me", 1)])).toBe(t.podium.tie(2));
    expect(end([])).toBe(t.podium.empty);
  });

  test("is nobody's where nobody has points, except by survival", () => {
    const none = (player: string, rank: number, out = 0) => ({ ...line(player, rank, out), points: rank === 1 ? 0 : -5 });
    expect(end([none("me", 1)])).toBe(t.podium.nobody);
    expect(end([none("Bo", 1), none("me", 1), none("Cy", 3)])).toBe(t.podium.nobody);
    expect(end([none("Bo", 1), none("me", 2, 1)])).toBe(t.podium.survivor("Bo"));
    const teams = [0, 1].map((team) => ({ team, points: 0, members: 1, rank: 1 }));
    expect(end([none("me", 1)], { teams })).toBe(t.podium.nobody);
    expect(scored({ top: [line("me", 1)], teams })).toBe(false);
  });

  test("is called sharp only where the figures say so", () => {
    expect(end([line("me", 1)])).toBe(t.podium.sharpest);
    expect(end([line("me", 1)], { own: { ...report, points: -5 } })).toBe(t.podium.youWon);
    expect(end([line("me", 1)], { own: { ...report, d_prime: null } })).toBe(t.podium.youWon);
  });

  test("is survival, where all others are out", () => {
    expect(end([line("Bo", 1), line("me", 2, 5)])).toBe(t.podium.survivor("Bo"));
    expect(end([line("me", 1), line("Bo", 2, 5)])).toBe(t.podium.youSurvived);
    expect(end([line("Bo", 1), line("me", 2), line("Cy", 3, 5)])).toBe(t.podium.winner("Bo"));
  });

  test("is a team's", () => {
    const teams = [0, 1].map((team) => ({ team, points: 100 - team, members: 2, rank: team + 1 }));
    expect(end([line("me", 1)], { teams })).toBe(t.podium.teamWins("Foxes"));
    expect(end([line("me", 1)], { teams: teams.map((each) => ({ ...each, rank: 1 })) })).toBe(t.podium.teamsTie(2));
  });
});
