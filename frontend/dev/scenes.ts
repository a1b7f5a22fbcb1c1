/// The scenes of the development page, by name: every screen, and every state that is designed.
import type { InboundMessage, OutboundMessage, Truth, Welcome } from "../src/protocol";
import type { Boot } from "../src/room/boot";
import { before, boot, house, lobby, now, people, podium, question, reveal, sealed, truth, welcome } from "./fixtures";
import { hosting } from "./hosting";
import type { Play, Post, Server } from "./line";
import { modes } from "./modes";
import { named } from "./people";

interface Scene {
  boot: Boot;
  /** Watch instead of giving a name. */
  watch?: boolean;
  play: Play;
  post?: Post;
}

/** Answer a join with a snapshot, then say what follows, each after its milliseconds. */
function show(snapshot: () => Welcome, ...then: [after: number, say: () => OutboundMessage][]): Play {
  return (server, message) => {
    if (message.t === "join") {
      server.say(snapshot());
      for (const [after, say] of then) setTimeout(() => server.say(say()), after);
    } else {
      react(server, message);
    }
  };
}

function react(server: Server, message: InboundMessage): void {
  if (message.t === "answer") server.say({ t: "ack", round: message.round, verdict: message.verdict, took: 1.2 });
  if (message.t === "configure") {
    server.say(house({ host: "me", options: message.options }));
    server.say({ ...lobby, v: 4 });
  }
}

const asHost = { house: house({ host: "me" }) };
const host = { ...boot, host: true };
const newcomer = { ...boot, name: "" };
const crowd = Array.from({ length: 60 }, (_, n) => ({ player: `c${n}`, name: `player ${n + 1}`, here: n % 9 !== 0 }));
const refuse =
  (code: "room_full" | "bad_name" | "deck_too_small"): Play =>
  (server) =>
    server.say({ t: "refused", code, about: "join" });
const end =
  (code: number): Play =>
  (server) =>
    server.close(code);
const from = (seconds: number) => question({ opened: now() - seconds, deadline: now() + 8 - seconds });

/** All rounds of a match in half a second, with these truths at the reveals. */
function match(shown: (round: number) => Truth): [after: number, say: () => OutboundMessage][] {
  return Array.from({ length: 10 }, (_, round): [number, () => OutboundMessage][] => [
    [round * 50, () => question({ round, v: round * 2 })],
    [round * 50 + 40, () => reveal({ round, v: round * 2 + 1, truth: shown(round) })],
  ]).flat();
}

let losses = 0;

export const scenes: Record<string, Scene> = {
  ...named,
  ...hosting,
  ...modes,
  name: { boot: newcomer, play: show(() => welcome(lobby)) },
  badname: { boot, play: refuse("bad_name") },
  connecting: { boot, play: () => undefined },
  lobby: { boot, play: show(() => welcome(lobby)) },
  lobbyhost: { boot: host, play: show(() => welcome(lobby, asHost)) },
  lobbyempty: {
    boot: host,
    play: show(() =>
      welcome(
        lobby,
        { house: house({ host: "me" }, { host_plays: false }), people: { t: "people", seats: 1, here: 1, list: people.slice(1, 2) } },
      ),
    ),
  },
  lobbycrowd: {
    boot: host,
    play: show(() =>
      welcome(lobby, { ...asHost, people: { t: "people", seats: 412, here: 398, list: crowd } }),
    ),
  },
  lobbyrefused: {
    boot: host,
    play: show(
      () => welcome(lobby, asHost),
      [100, () => ({ t: "refused", code: "deck_too_small", about: "start" })],
    ),
  },
  lobbywatch: { watch: true, boot: newcomer, play: show(() => welcome(lobby, { seated: false, name: "" })) },
  countdown: { boot, play: show(() => welcome({ t: "countdown", v: 5, of: 10, opens: now() + 2.9, sealed: sealed(0) }, { points: 0, rank: 0 })) },
  round: { boot, play: show(() => welcome(reveal({ top: before, round: 2, v: 10 })), [50, () => from(3)]) },
  answered: {
    boot,
    play: show(
      () => welcome(reveal({ top: before, round: 2, v: 10 })),
      [50, () => question({ verdict: "real", took: 1.2, answered: 17 })],
    ),
  },
  first: { boot, play: show(() => welcome(question({ round: 0 }), { points: 0, rank: 0 })) },
  late: { boot, play: show(() => welcome(question({ playing: false, answered: 9 }), { points: 0, rank: 0 })) },
  broken: { boot, post: "broken", play: show(() => welcome(question())) },
  waiting: { boot, post: "none", play: show(() => welcome(question())) },
  refused: {
    boot,
    play: show(
      () => welcome(question({ opened: now() - 8, deadline: now() })),
      [100, () => ({ t: "refused", code: "too_late", about: "answer" })],
    ),
  },
  lost: {
    boot,
    play: (server, message) => {
      if (message.t !== "join" || losses++ > 0) return;
      server.say(welcome(question({ answered: 4 })));
      setTimeout(() => server.close(1006), 200);
    },
  },
  reveal: {
    boot,
    play: show(
      () => welcome(reveal({ top: before, round: 2, v: 10 })),
      [50, () => question({ verdict: "real", took: 1.2, answered: 17 })],
      [600, () => reveal()],
    ),
  },
  right: {
    boot,
    play: show(() =>
      welcome(
        reveal({
          truth: "real",
          own: { verdict: "real", right: true, gained: 1213, points: 13553, rank: 12, was: 14, streak: 4 },
        }),
      ),
    ),
  },
  missed: {
    boot,
    play: show(() =>
      welcome(
        reveal({ own: { verdict: null, right: false, gained: 0, points: 1528, rank: 5, was: 5, streak: 0 } }),
      ),
    ),
  },
  nobody: {
    boot,
    play: show(() =>
      welcome(
        reveal({
          said_real: 0,
          said_ai: 0,
          silent: 24,
          own: { verdict: null, right: false, gained: 0, points: 0, rank: 1, was: 1, streak: 0 },
        }),
      ),
    ),
  },
  changed: {
    boot,
    play: show(
      () => welcome(reveal({ top: before, round: 2, v: 10 })),
      [50, () => question({ verdict: "real", took: 1.2, answered: 17 })],
      [600, () => reveal({ truth: "real" })],
    ),
  },
  watchreveal: { watch: true, boot: newcomer, play: show(() => welcome({ ...reveal(), own: undefined } as never, { seated: false, rank: 0, points: 0 })) },
  podium: { boot, play: show(() => welcome(podium())) },
  podiumchecked: { boot, play: show(() => welcome(question({ round: 0, v: 0 })), ...match(truth), [600, () => podium()]) },
  podiumchanged: { boot, play: show(() => welcome(question({ round: 0, v: 0 })), ...match(() => "real"), [600, () => podium()]) },
  podiumhost: { boot: host, play: show(() => welcome(podium({ archived: false }), asHost), [2500, () => podium({ v: 41 })]) },
  podiumempty: { boot: host, play: show(() => welcome({ ...podium({ top: [], players: 0 }), own: undefined } as never, asHost)) },
  full: { boot, play: refuse("room_full") },
  error: { boot, play: refuse("deck_too_small") },
  replaced: { boot, play: end(4000) },
  closed: { boot, play: end(4001) },
  missing: { boot, play: end(4004) },
  abuse: { boot, play: end(4008) },
};
