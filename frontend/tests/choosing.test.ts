/// A host's choices while their answers are on the way.
import { describe, expect, test } from "vitest";
import { house, lobby, welcome } from "../dev/fixtures";
import { choose } from "../src/room/choosing";
import { apply, type Room } from "../src/room/room";

function began(): Room {
  return apply(null, welcome(lobby, { house: house({ host: "me" }, { rounds: 10, seconds: 8 }) })) as Room;
}

function told(room: Room, chosen: Parameters<typeof house>[1]): Room {
  return apply(room, house({ host: "me" }, chosen)) as Room;
}

const shown = (room: Room) => [room.house.options.rounds, room.house.options.seconds];

describe("a choice", () => {
  test("is shown at once, and is not undone by the answer to an earlier one", () => {
    let room = choose(began(), { ...began().house.options, rounds: 20 });
    room = choose(room, { ...room.house.options, seconds: 30 });
    room = told(room, { rounds: 20, seconds: 8 });
    expect(shown(room)).toEqual([20, 30]);
    room = told(room, { rounds: 20, seconds: 30 });
    expect(shown(room)).toEqual([20, 30]);
    expect(room.choosing).toBeNull();
    expect(shown(told(room, { rounds: 3, seconds: 3 }))).toEqual([3, 3]);
  });

  test("that changes nothing waits for no answer", () => {
    const room = choose(began(), began().house.options);
    expect(shown(told(room, { rounds: 3, seconds: 3 }))).toEqual([3, 3]);
  });

  test("that is refused is taken back to what the server told last", () => {
    let room = choose(began(), { ...began().house.options, rounds: 20 });
    room = choose(told(room, { rounds: 20, seconds: 8 }), { ...room.house.options, deck: "gone" });
    room = apply(room, { t: "refused", code: "no_such_deck", about: "configure" }) as Room;
    expect(shown(room)).toEqual([20, 8]);
    expect(room.refusal?.code).toBe("no_such_deck");
  });

  test("keeps the rest of the house as it is told", () => {
    const room = choose(began(), { ...began().house.options, rounds: 20 });
    expect((apply(room, house({ host: "me", locked: true }, { rounds: 10, seconds: 8 })) as Room).house.locked).toBe(true);
  });
});
