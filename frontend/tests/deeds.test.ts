/// What a host may do about whom.
import { describe, expect, test } from "vitest";
import { deeds } from "../src/room/pieces/deeds";
import { apply, type Room } from "../src/room/room";
import { house, lobby, people, welcome } from "../dev/fixtures";

const bo = { ...people[0]!, player: "bo", here: true };

/** A room that "me" looks at. */
function room(host: string, owner: string): Room {
  return apply(null, welcome(lobby, { player: "me", house: { ...house({ host }), owner } }))!;
}

describe("a host", () => {
  test("may rename, make host and remove whoever is here", () => {
    expect(deeds(room("me", "me"), bo)).toEqual(["rename", "hand_over", "remove"]);
  });

  test("does not hand over to somebody who is away", () => {
    expect(deeds(room("me", "me"), { ...bo, here: false })).toEqual(["rename", "remove"]);
  });

  test("neither removes nor follows themselves", () => {
    expect(deeds(room("me", "me"), { ...bo, player: "me" })).toEqual(["rename"]);
  });

  test("who stands in does not remove the first host", () => {
    expect(deeds(room("me", "bo"), bo)).toEqual(["rename", "hand_over"]);
    expect(deeds(room("me", "bo"), { ...bo, here: false })).toEqual(["rename"]);
  });
});

test("nobody else may do anything", () => {
  expect(deeds(room("bo", "bo"), bo)).toEqual([]);
  expect(deeds(room("", ""), bo)).toEqual([]);
});
