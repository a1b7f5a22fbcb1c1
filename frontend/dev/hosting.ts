/// The scenes of hosting: the lobby of every kind of room, the door, the controls, a crowd to search.
import type { InboundMessage, Person } from "../src/protocol";
import { boot, house, lobby, now, people, question, reveal, before, welcome } from "./fixtures";
import type { Play } from "./line";

const host = { ...boot, host: true };
const PAGE = 60;
const thousand: Person[] = Array.from({ length: 1000 }, (_, n) => ({
  player: `c${n}`,
  name: n % 7 ? `player ${n + 1}` : `王 ${n + 1}`,
  here: n % 9 !== 0,
}));

type Snapshot = Parameters<typeof welcome>;

/** Carries out the host's orders as a server would, in whatever phase the snapshot shows. */
function orders(snapshot: () => Snapshot): Play {
  let [phase, change]: Snapshot = [lobby];
  let rules = house({ host: "me" });
  let list = people;
  return (server, message: InboundMessage) => {
    const again = () => {
      phase = { ...phase, v: phase.v + 1 };
      server.say(rules);
      server.say(phase);
    };
    if (message.t === "join") {
      [phase, change] = snapshot();
      rules = change?.house ?? rules;
      list = change?.people?.list ?? list;
      server.say(welcome(phase, { house: rules, ...change }));
    } else if (message.t === "configure") {
      rules = { ...rules, options: message.options };
      again();
    } else if (message.t === "lock") {
      rules = { ...rules, locked: message.locked };
      again();
    } else if (message.t === "pause" || message.t === "resume") {
      if (phase.t !== "question" && phase.t !== "reveal" && phase.t !== "countdown") return;
      const { paused: _, ...going } = phase;
      phase = message.t === "pause" ? { ...phase, paused: now() } : going;
      again();
    } else if (message.t === "hand_over") {
      rules = { ...rules, host: message.player };
      again();
    } else if (message.t === "play_along") {
      server.say({ t: "refused", code: "not_host", about: "play_along" });
    } else if (message.t === "remove") {
      setTimeout(() => server.say({ t: "refused", code: "no_such_player", about: "remove" }), 300);
    } else if (message.t === "choose_team") {
      const player = message.player ?? "me";
      list = list.map((each) => (each.player === player ? { ...each, team: message.team } : each));
      server.say({ t: "people", seats: list.length, here: list.length - 1, list });
    } else if (message.t === "find") {
      const all = thousand.filter(({ name }) => name.includes(message.text ?? ""));
      const pages = Math.max(1, Math.ceil(all.length / PAGE));
      const page = Math.min(message.page ?? 0, pages - 1);
      server.say({ t: "found", text: message.text ?? "", page, pages, total: all.length, list: all.slice(page * PAGE, (page + 1) * PAGE) });
    } else if (message.t === "answer") {
      server.say({ t: "ack", round: message.round, verdict: message.verdict, took: 1.2 });
    }
  };
}

const mine = house({ host: "me" });
const crowd = { t: "people" as const, seats: 1000, here: 888, list: thousand.slice(0, PAGE) };
const watching = { seated: false, name: "" };
const teams = house({ host: "me" }, { mode: "teams", teams: 4 });
const sides = people.map((person, n) => ({ ...person, team: n % 3 === 2 ? -1 : n % 4 }));
const open = () => question({ opened: now() - 3, deadline: now() + 900, answered: 7 });
const last = () => reveal({ until: now() + 900, top: before });

export const hosting = {
  host: { boot: host, play: orders(() => [lobby, { house: mine }]) },
  hostteams: { boot: host, play: orders(() => [lobby, { house: teams, people: { t: "people", seats: 6, here: 5, list: sides } }]) },
  hostthousand: { boot: host, play: orders(() => [lobby, { house: mine, people: crowd }]) },
  hostlocked: { boot: host, play: orders(() => [{ ...lobby, last: "m" }, { house: { ...mine, locked: true } }]) },
  hostonly: { boot: { ...host, name: "" }, watch: true, play: orders(() => [lobby, { house: mine, ...watching }]) },
  hostasks: { boot: host, play: orders(() => [open(), { house: mine }]) },
  hosttells: { boot: host, play: orders(() => [last(), { house: mine }]) },
  hostwaits: { boot: host, play: orders(() => [{ ...last(), waits: true }, { house: house({ host: "me" }, { pace: "host" }) }]) },
  hostname: { boot: { ...host, name: "" }, play: orders(() => [lobby, { house: mine }]) },
  playersides: { boot, play: orders(() => [lobby, { house: house({}, { mode: "teams", teams: 4, kind: "pair", pace: "host", late: false }) }]) },
  playeraway: { boot, play: orders(() => [{ ...lobby, last: "m" }, { house: house({ away: now() - 4, locked: true }) }]) },
  playeralone: { boot, play: orders(() => [{ ...lobby, starts: now() + 8.5 }, { house: house({ host: "" }) }]) },
  awaymatch: { boot, play: orders(() => [{ ...open(), paused: now() - 1 }, { house: house({ away: now() - 4 }) }]) },
  watchlobby: { boot: { ...boot, name: "" }, watch: true, play: orders(() => [lobby, { house: house(), ...watching }]) },
  watchlocked: { boot: { ...boot, name: "" }, watch: true, play: orders(() => [lobby, { house: house({ locked: true }), ...watching }]) },
  watchround: { boot: { ...boot, name: "" }, watch: true, play: orders(() => [{ ...open(), playing: false }, { house: house(), ...watching, points: 0, rank: 0 }]) },
  doorlocked: { boot, play: refuse("door_locked") },
  doorlate: { boot, play: refuse("no_latecomers") },
};

/** Watching is always allowed. */
function refuse(code: "door_locked" | "no_latecomers"): Play {
  return (server, message) => {
    if (message.t !== "join") return;
    if (message.name) server.say({ t: "refused", code, about: "join" });
    else server.say(welcome(lobby, { house: house({ locked: true }), role: "watcher", ...watching }));
  };
}
