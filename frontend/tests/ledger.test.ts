/// Promises about faces: told before the question, kept at the reveal.
import { describe, expect, test, vi } from "vitest";
import type { OutboundMessage } from "../src/protocol";
import { blank, checked, commitment, deceived, restored, tell } from "../src/room/ledger";
import { forgetLedger, keepLedger, keptLedger } from "../src/room/memory";
import { apply, type Room } from "../src/room/room";
import { lobby, podium, question, reveal, sealed, welcome } from "../dev/fixtures";

function after(...messages: OutboundMessage[]): Room {
  const room = messages.reduce<Room | null>((known, message) => apply(known, message), null);
  if (!room) throw new Error("no room");
  return room;
}

const start = welcome({ ...lobby, v: 1 });
const countdown = (match = "m", v = 2): OutboundMessage => ({ t: "countdown", v, of: 10, opens: 0, sealed: sealed(0, match) });
const asked = (round: number, change = {}) => question({ round, v: 3 + 2 * round, ...change });
const told = (round: number, change = {}) => reveal({ round, v: 4 + 2 * round, ...change });
const other = "f".repeat(64);

test("the fingerprint is the server's", () => {
  // Made by game/seal.py: commitment("abc", 3, Face("starter/a1", Truth.AI), bytes(range(32)))
  const nonce = Array.from({ length: 32 }, (_, n) => n.toString(16).padStart(2, "0")).join("");
  expect(commitment("abc", { round: 3, truth: "ai", face: "starter/a1", nonce })).toBe(
    "9bb91081477253241ea4f93ceea815bd57445192251bc9adf029eee03c8444cf",
  );
});

test("the fingerprint of a pair holds both faces", () => {
  // Made by game/seal.py: commitment("abc", 3, Face("starter/a1", Truth.AI), bytes(range(32)), Face("starter/r1", Truth.REAL))
  const nonce = Array.from({ length: 32 }, (_, n) => n.toString(16).padStart(2, "0")).join("");
  const pair = { round: 3, truth: "ai", face: "starter/a1", nonce, partner: { face: "starter/r1" } } as const;
  expect(commitment("abc", pair)).toBe("a6a7b3e9bf42b0ff596c82f3f37f31c313f1249a8b27e18e23fe347bff72e843");
});

describe("a promise", () => {
  test("that is kept is counted", () => {
    const { ledger } = after(start, countdown(), asked(0), told(0), asked(1), told(1), podium({ v: 50 }));
    expect(ledger.kept).toEqual({ 0: true, 1: true });
    expect(checked(ledger)).toBe(2);
    expect(ledger.of).toBe(10);
    expect(deceived(ledger)).toBe(false);
  });

  test.each([
    ["truth", { truth: "real" as const }],
    ["face", { face: "f9" }],
    ["nonce", { nonce: other }],
  ])("is broken by another %s at the reveal", (_what, change) => {
    const { ledger } = after(start, countdown(), asked(0), told(0, change));
    expect(ledger.kept).toEqual({ 0: false });
    expect(deceived(ledger)).toBe(true);
  });

  test("is broken when the question tells another one", () => {
    const { ledger } = after(start, countdown(), asked(0, { sealed: { ...sealed(0), commitment: other } }), told(0));
    expect(ledger.kept).toEqual({ 0: false });
  });

  test("is broken when the match is another one all of a sudden", () => {
    const { ledger } = after(start, countdown(), asked(0), told(0), asked(1, { sealed: sealed(1, "n") }), told(1));
    expect(ledger.kept).toEqual({ 0: true, 1: false });
  });

  test("stays broken", () => {
    const { ledger } = after(start, countdown(), asked(0), told(0, { nonce: other }), told(0));
    expect(ledger.kept).toEqual({ 0: false });
  });

  test("outlives a lost connection", () => {
    const changed = { ...sealed(0), commitment: other };
    const { ledger } = after(start, countdown(), welcome(asked(0, { sealed: changed })), told(0));
    expect(deceived(ledger)).toBe(true);
  });

  test("that was not heard cannot be checked", () => {
    const { ledger } = after(welcome(told(0)), asked(1), told(1));
    expect(ledger.kept).toEqual({ 1: true });
  });
});

describe("a promise that comes late", () => {
  const late = asked(0, { verdict: "real", took: 1 });

  test("proves nothing: the own answer was given before it", () => {
    const { ledger } = after(welcome(late), told(0), asked(1), told(1));
    expect(ledger.kept).toEqual({ 1: true });
    expect(deceived(ledger)).toBe(false);
  });

  test("does not take the place of the one that came in time", () => {
    const changed = { ...sealed(0), commitment: other };
    expect(after(start, countdown(), asked(0), welcome({ ...late, sealed: changed }), told(0)).ledger.kept).toEqual({ 0: false });
    expect(after(start, countdown(), asked(0), welcome(late), told(0)).ledger.kept).toEqual({ 0: true });
  });

  test("is in time for who has not answered", () => {
    expect(after(welcome(asked(0)), told(0)).ledger.kept).toEqual({ 0: true });
    expect(after(welcome(asked(0, { playing: false })), told(0)).ledger.kept).toEqual({ 0: true });
  });
});

/** The room after a reload: it knows what the browser kept, and nothing else. */
function reloaded(before: Room, ...messages: OutboundMessage[]): Room {
  const filed = restored(JSON.stringify(before.ledger));
  const room = messages.reduce<Room | null>((known, message) => apply(known, message, filed), null);
  if (!room) throw new Error("no room");
  return room;
}

describe("a reload", () => {
  const lie = { truth: "ai", face: "f9", nonce: other } as const;
  const exchanged = { ...sealed(0), commitment: commitment("m", { round: 0, ...lie }) };
  const answered = after(start, countdown(), asked(0), { t: "ack", round: 0, verdict: "real", took: 1 });

  test.each([
    ["with the answer", { verdict: "real" as const, took: 1 }],
    ["as if there were no answer", {}],
  ])("does not let the promise be exchanged, %s", (_how, change) => {
    const { ledger } = reloaded(answered, welcome(asked(0, { ...change, sealed: exchanged })), told(0, lie));
    expect(ledger.kept).toEqual({ 0: false });
    expect(deceived(ledger)).toBe(true);
  });

  test("in the reveal that lies finds it out, too", () => {
    expect(reloaded(answered, welcome(told(0, lie))).ledger.kept).toEqual({ 0: false });
  });

  test("loses nothing of an honest match", () => {
    const later = reloaded(answered, welcome(asked(0, { verdict: "real", took: 1 })), told(0), asked(1), told(1));
    expect(later.ledger.kept).toEqual({ 0: true, 1: true });
  });

  test("keeps how long the match is, whatever is said of it later", () => {
    expect(reloaded(answered, welcome(podium({ v: 50 }))).ledger.of).toBe(10);
    expect(reloaded(answered, welcome(asked(0, { of: 1 }))).ledger.of).toBe(10);
  });

  test("keeps a broken promise, until a match begins before our eyes", () => {
    const found = after(start, countdown(), asked(0), told(0, { nonce: other }));
    expect(deceived(reloaded(found, welcome(asked(1, { sealed: sealed(1, "n") }))).ledger)).toBe(true);
    expect(deceived(reloaded(found, welcome(podium({ v: 50 }))).ledger)).toBe(true);
    const next = welcome({ t: "countdown", v: 60, of: 10, opens: 0, sealed: sealed(0, "n") });
    expect(reloaded(found, next).ledger).toMatchObject({ match: "n", kept: {}, broken: false });
    expect(reloaded(found, welcome({ ...lobby, v: 60 })).ledger).toEqual(blank);
  });
});

describe("what a browser kept", () => {
  test.each([null, "", "{", "7", "null", "[]", '{"match":"m"}', '{"match":"m","told":{"x":"y"},"kept":{},"broken":false}', '{"match":"m","of":"9","told":{},"kept":{},"broken":false}'])(
    "and is no ledger is blank: %s",
    (text) => {
      expect(restored(text)).toEqual(blank);
    },
  );

  test("is a match at most", () => {
    const many = Array.from({ length: 80 }, (_, round) => round).reduce((ledger, round) => tell(ledger, sealed(round), false), blank);
    expect(Object.keys(many.told)).toHaveLength(50);
    expect(restored(JSON.stringify(many))).toEqual(many);
  });

  test("is lost where storage is forbidden or full, and nothing breaks", () => {
    const refuse = () => {
      throw new DOMException("", "QuotaExceededError");
    };
    vi.stubGlobal("sessionStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
    keepLedger("KWTZ", blank);
    forgetLedger("KWTZ");
    expect(keptLedger("KWTZ")).toEqual(blank);
    vi.unstubAllGlobals();
  });
});

describe("another match", () => {
  const honest = [start, countdown(), asked(0), told(0)];
  const first = [start, countdown(), asked(0), told(0, { nonce: other })];

  test("begins with nothing", () => {
    const { ledger } = after(...first, countdown("n", 60));
    expect(ledger).toMatchObject({ match: "n", kept: {}, broken: false });
    expect(after(...first, { ...lobby, v: 60 }).ledger).toEqual(blank);
  });

  test("that began while we were away is not measured by the promises of the last", () => {
    const away = told(0, { picture: "faces/n/0.jpg", sealed: sealed(1, "n"), v: 90 });
    expect(after(...honest, welcome(away)).ledger).toMatchObject({ match: "n", kept: {}, broken: false });
    const late = asked(0, { sealed: sealed(0, "n"), verdict: "ai", took: 1 });
    expect(after(...honest, welcome(late)).ledger).toEqual({ ...blank, of: 10, match: "n" });
    expect(after(...honest, welcome(podium({ match: "n" }))).ledger).toEqual({ ...blank, match: "n" });
  });

  test("does not undo a broken promise, where no match began before our eyes", () => {
    const away = told(1, { picture: "faces/n/1.jpg", sealed: sealed(2, "n"), v: 90 });
    const { ledger } = after(...first, welcome(away));
    expect(ledger).toMatchObject({ match: "n", kept: {} });
    expect(deceived(ledger)).toBe(true);
  });

  test("within one reveal is a lie", () => {
    expect(deceived(after(...honest, welcome(told(1, { sealed: sealed(2, "n") }))).ledger)).toBe(true);
  });
});
