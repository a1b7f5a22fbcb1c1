/// Promises about faces: told before the question, kept at the reveal.
import { describe, expect, test } from "vitest";
import type { OutboundMessage } from "../src/protocol";
import { checked, commitment, deceived } from "../src/room/ledger";
import { apply, type Room } from "../src/room/room";
import { lobby, podium, question, reveal, sealed, welcome } from "../dev/fixtures";

function after(...messages: OutboundMessage[]): Room {
  const room = messages.reduce<Room | null>(apply, null);
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

describe("a promise", () => {
  test("that is kept is counted", () => {
    const { ledger } = after(start, countdown(), asked(0), told(0), asked(1), told(1), podium({ v: 50 }));
    expect(ledger.kept).toEqual({ 0: true, 1: true });
    expect(checked(ledger)).toBe(2);
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

describe("another match", () => {
  const first = [start, countdown(), asked(0), told(0, { nonce: other })];

  test("begins with nothing", () => {
    const { ledger } = after(...first, countdown("n", 60));
    expect(ledger).toMatchObject({ match: "n", kept: {} });
    expect(after(...first, { ...lobby, v: 60 }).ledger.kept).toEqual({});
  });

  test("that began while we were away is not measured by the promises of the last", () => {
    const away = told(0, { picture: "faces/n/0.jpg", sealed: sealed(1, "n"), v: 90 });
    expect(after(...first, welcome(away)).ledger).toMatchObject({ match: "n", kept: {} });
    expect(after(...first, welcome(asked(0, { sealed: sealed(0, "n") }))).ledger).toMatchObject({ match: "n", kept: {} });
  });
});
