import { describe, expect, test } from "vitest";
import type { OutboundMessage } from "../src/protocol";
import { aboutCourse, aboutPeople } from "../src/room/refusals";
import { answerable, hosts, open, owns, playing, plays, running } from "../src/room/rights";
import { apply, hold, understood, unsure, type Room } from "../src/room/room";
import { house, lobby, podium, question, reveal, sealed, welcome } from "../dev/fixtures";

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
    const room = after(welcome(lobby, { house: house({ host: "me" }) }), named);
    expect([room.me.name, room.renamed]).toEqual(["Grace", ""]);
  });
});

describe("the house", () => {
  test("holds in every phase, and changes beside it", () => {
    const room = after(welcome(asked), house({ host: "p1", away: 12, locked: true }, { rounds: 20 }));
    expect(room.house).toMatchObject({ host: "p1", away: 12, locked: true, options: { rounds: 20 } });
    expect(room.phase).toBe(asked);
  });

  test("tells who hosts, also after the role was handed over", () => {
    expect(hosts(after(welcome(lobby)))).toBe(false);
    expect(hosts(after(welcome(lobby), house({ host: "me" })))).toBe(true);
    expect(hosts(after(welcome(lobby, { player: "", house: house({ host: "" }) })))).toBe(false);
  });

  test("tells who stands in: everybody but the owner plays, and is counted", () => {
    const [own, standsIn] = [house({ host: "me" }, { host_plays: false }), house({ host: "me", owner: "h" }, { host_plays: false })];
    const told = (told: typeof own, seated = true) => {
      const room = after(welcome(lobby, { house: told, seated }));
      return [hosts(room), owns(room), plays(room), playing(room)];
    };
    expect(told(own)).toEqual([true, true, false, 4]);
    expect(told(own, false)).toEqual([true, true, false, 5]);
    expect(told(house({ host: "me" }))).toEqual([true, true, true, 5]);
    expect(told(standsIn)).toEqual([true, false, true, 5]);
    expect(owns(after(welcome(lobby, { player: "", house: house({ host: "" }) })))).toBe(false);
  });

  test("tells whether a seat is to be had", () => {
    const watching = { seated: false, name: "" };
    expect(open(after(welcome(asked, watching)))).toBe(true);
    expect(open(after(welcome(lobby, { ...watching, house: house({ locked: true }) })))).toBe(false);
    expect(open(after(welcome(asked, { ...watching, house: house({}, { late: false }) })))).toBe(false);
    expect(open(after(welcome(lobby, { ...watching, house: house({}, { late: false }) })))).toBe(true);
    expect(open(after(welcome(lobby, { ...watching, house: house({}, { seats: 6 }) })))).toBe(false);
    expect(open(after(welcome(lobby, { house: house({ host: "me", locked: true }) })))).toBe(true);
  });

  test("a match runs between lobby and podium", () => {
    expect([lobby, asked, reveal(), podium()].map((phase) => running(after(welcome(phase))))).toEqual([false, true, true, false]);
  });
});

describe("a phase that is told again", () => {
  test("a paused question keeps the own answer and the count", () => {
    const sure = apply(apply(held(), { t: "ack", round: 3, verdict: "ai", took: 1 }), { t: "count", round: 3, answered: 5 });
    const room = apply(sure, question({ v: 12, answered: 4, paused: asked.opened + 1 }));
    expect(room?.verdict).toMatchObject({ verdict: "ai", sure: true });
    expect(room?.answered).toBe(5);
    expect(room?.phase).toMatchObject({ v: 12, paused: asked.opened + 1 });
  });

  test("a reveal keeps the own part that it lacks", () => {
    const { own: _, ...bare } = reveal({ v: 13, waits: true });
    expect(after(welcome(reveal()), bare).phase).toMatchObject({ waits: true, own: { gained: -812 } });
  });

  test("a refusal is read until the phase changes", () => {
    const refused = after(welcome(asked), { t: "refused", code: "not_host", about: "pause" });
    expect(apply(refused, question({ v: 12 }))?.refusal?.code).toBe("not_host");
    expect(apply(refused, reveal())?.refusal).toBeNull();
    expect(refused.refusal && [aboutCourse(refused.refusal), aboutPeople(refused.refusal)]).toEqual([true, false]);
  });
});

test("an answer may be given in earnest, or for fun, while the clock goes", () => {
  const { playing: _, ...out } = question();
  expect([question(), out, { ...out, aside: true }].map(answerable)).toEqual([true, false, true]);
  expect(answerable(question({ paused: 1 }))).toBe(false);
});

test("standings that are kept back leave those shown last; the podium tells them all", () => {
  const teams = [{ team: 0, points: 10, members: 2, rank: 1 }];
  const room = after(welcome(reveal({ teams })), reveal({ v: 13, round: 4, top: [], teams: [] }));
  expect([room.top.length, room.teams]).toEqual([5, teams]);
  expect(apply(room, podium({ teams: [] }))?.teams).toEqual([]);
});

test("a page of people is kept as it came", () => {
  const found: OutboundMessage = { t: "found", text: "a", page: 0, pages: 3, total: 150, list: [] };
  expect(after(welcome(lobby), found).found).toEqual(found);
});
