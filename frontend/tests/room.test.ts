import { describe, expect, test } from "vitest";
import type { OutboundMessage } from "../src/protocol";
import { apply, hold, understood, unsure, type Room } from "../src/room/room";
import { lobby, podium, question, reveal, sealed, welcome } from "../dev/fixtures";

function after(...messages: OutboundMessage[]): Room {
  const room = messages.reduce<Room | null>((known, message) => apply(known, message), null);
  if (!room) throw new Error("no room");
  return room;
}

const asked = question({ verdict: undefined });

/** A room in which the question is held down, not yet acknowledged. */
function held(): Room {
  return hold(after(welcome(asked)), asked, "ai");
}

test("nothing counts before the welcome", () => {
  expect(apply(null, asked)).toBeNull();
});

test("a phase older than the one shown is dropped", () => {
  const room = after(welcome(asked), question({ v: 4, round: 0 }));
  expect(room.phase).toMatchObject({ t: "question", round: 3 });
});

describe("the own answer", () => {
  test("is sent again until it is acknowledged", () => {
    expect(unsure(held())).toEqual({ round: 3, verdict: "ai" });
    expect(unsure(apply(held(), { t: "ack", round: 3, verdict: "ai", took: 1 }) as Room)).toBeNull();
  });

  test("is what the server says it is", () => {
    const room = apply(held(), { t: "ack", round: 3, verdict: "real", took: 1 });
    expect(room?.verdict).toMatchObject({ verdict: "real", sure: true });
  });

  test("is taken back with a word when it is refused", () => {
    const room = apply(held(), { t: "refused", code: "too_late", about: "answer" });
    expect(room?.verdict).toBeNull();
    expect(room?.refusal?.code).toBe("too_late");
  });

  test("comes back with the snapshot after a reload", () => {
    const room = after(welcome(question({ verdict: "real", took: 2, answered: 5 })));
    expect(room.verdict).toMatchObject({ verdict: "real", sure: true });
    expect(room.answered).toBe(5);
  });

  test("that a snapshot lacks is not sure any more", () => {
    const sure = apply(held(), { t: "ack", round: 3, verdict: "ai", took: 1 });
    expect(unsure(apply(sure, welcome(asked)) as Room)).toEqual({ round: 3, verdict: "ai" });
  });

  test("does not carry over to the next face, nor to the next match", () => {
    const next = question({ v: 13, round: 4 });
    expect(unsure(apply(held(), next) as Room)).toBeNull();
    const again = question({ v: 90, sealed: sealed(3, "n") });
    expect(apply(held(), welcome(again))?.verdict).toBeNull();
  });
});

test("the count never falls", () => {
  const room = after(welcome(asked), { t: "count", round: 3, answered: 9 }, { t: "count", round: 3, answered: 7 });
  expect(room.answered).toBe(9);
});

test("the reveal brings points, rank and standings", () => {
  const room = after(welcome(asked), reveal());
  expect(room.me).toMatchObject({ points: 1528, rank: 5 });
  expect(room.top).toHaveLength(5);
});

test("a podium told twice keeps the own report", () => {
  const { own: _, ...bare } = podium({ v: 41 });
  const room = after(welcome(podium({ archived: false })), bare);
  expect(room.phase).toMatchObject({ archived: true, own: { right: 7 } });
});

test("a rematch starts from nothing", () => {
  const room = after(welcome(podium()), { ...lobby, v: 50 });
  expect(room.me).toMatchObject({ points: 0, rank: 0 });
  expect(room.top).toEqual([]);
});

describe("a name that the host has given", () => {
  const named: OutboundMessage = { t: "named", name: "Grace" };
  const mine = (room: Room) => room.people.find((person) => person.player === "me")?.name;

  test("is one's own at once, and news until the next phase", () => {
    const room = after(welcome(lobby), named);
    expect([room.me.name, mine(room), room.renamed]).toEqual(["Grace", "Grace", "Grace"]);
    expect(apply(room, { ...lobby, v: 4 })?.renamed).toBe("Grace");
    expect(apply(room, question())?.renamed).toBe("");
    expect(understood(room).renamed).toBe("");
  });

  test("is news as well to who was away", () => {
    expect(after(welcome(lobby), welcome(lobby, { name: "Grace" })).renamed).toBe("Grace");
    expect(after(welcome(lobby), welcome(lobby)).renamed).toBe("");
  });

  test("is no news to the host who gave it", () => {
    const room = after(welcome({ ...lobby, host: "me" }, { host: "me" }), named);
    expect([room.me.name, room.renamed]).toEqual(["Grace", ""]);
  });
});
