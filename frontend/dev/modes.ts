/// The scenes of modes and kinds: pairs, faces that hide, sudden death, teams; pauses, skipped rounds, standings kept back, bots.
import type { Options, OutboundMessage, Podium, Question, Reveal, Sealed, Standing, TeamStanding } from "../src/protocol";
import { commitment } from "../src/room/ledger";
import { after, before, boot, house, key, now, podium, question, reveal, sealed, truth, welcome } from "./fixtures";
import type { Play } from "./line";

type Say = () => OutboundMessage;

/** A match with these options, its last reveal, and what comes then, 50 ms apart; answers are acknowledged. */
function match(chosen: Partial<Options>, last: Partial<Reveal>, ...then: Say[]): Play {
  return (server, message) => {
    if (message.t === "answer") server.say({ t: "ack", round: message.round, verdict: message.verdict, took: 1.2 });
    if (message.t !== "join") return;
    server.say(welcome(reveal({ top: before, round: 2, v: 10, ...last }), { house: house({}, chosen) }));
    then.forEach((say, n) => setTimeout(() => server.say(say()), 50 * (n + 1)));
  };
}

const ask = (change: Partial<Question> = {}): Say => () => question({ opened: now() - 3, deadline: now() + 5, ...change });
const told = (change: Partial<Reveal> = {}): Say => () => reveal(change);
const tell = (change: Partial<Reveal> = {}): Say => () => ({ ...reveal(change), own: undefined }) as never;
const end = (change: Partial<Podium> = {}): Say => () => podium({ match: "m", rounds: 10, ...change });
const asked = (change: Partial<Question> = {}): Say => ask({ verdict: "real", took: 1.2, answered: 17, ...change });

// ---- pairs
const origin = { kind: "portrait", generator: "", source: "Unsplash", licence: "Unsplash Licence", credit: "Ben Parker" };
const partner = (round: number) => ({ picture: `faces/m/${round}b.jpg`, face: `f${round}b`, origin });
const nonce = (round: number) => `${round % 10}`.repeat(64);

function paired(round: number): Sealed {
  const opening = { round, truth: truth(round), face: `f${round}`, nonce: nonce(round), partner: partner(round) };
  return { match: "m", round, commitment: commitment("m", opening), pair: true };
}

const pair = { kind: "pair" } as const;
const before3 = { sealed: paired(3) };
const pairs = (change: Partial<Question> = {}) => ask({ sealed: paired(3), key: key(3), ...change });
const pairTold = (change: Partial<Reveal> = {}) => told({ partner: partner(3), ...change });
const pairPodium = () => {
  const own = podium().own;
  const lines = own?.lines.map((line) => ({ ...line, partner: `faces/m/${line.round}b.jpg` })) ?? [];
  return end(own ? { own: { ...own, pairs: true, lines } } : {})();
};

// ---- sudden death
const sudden = { mode: "sudden_death" } as const;
const fallen: Standing[] = after.map((line, n) => (n > 2 ? { ...line, out: n === 4 ? 4 : 2 } : line));
const mine = { verdict: "real", right: false, gained: -812, points: 1528, rank: 5, was: 3, streak: 0 } as const;

// ---- teams
const team = { mode: "teams", teams: 8 } as const;
const teamed = after.map((line, n) => ({ ...line, team: n }));
const teams: TeamStanding[] = [2, 0, 5, 3, 4, 7, 1, 6].map((each, n) => ({ team: each, points: 4120 - 377 * n, members: 3, rank: n + 1 }));

// ---- a room that runs itself
const bots = after.map((line, n) => ({ ...line, bot: n === 0 || n === 2 }));
const alone = house({ host: "" });

function own(change: object): Partial<Podium> {
  const report = podium().own;
  return report ? { own: { ...report, ...change } } : {};
}

const plays: Record<string, Play> = {
  paircountdown: match(pair, before3, () => ({ t: "countdown", v: 20, of: 10, opens: now() + 2.9, paused: now(), sealed: paired(0) })),
  pair: match(pair, before3, pairs()),
  pairanswered: match(pair, before3, pairs({ verdict: "real", took: 1.2, answered: 17 })),
  pairwatch: match(pair, before3, pairs({ playing: false })),
  pairpaused: match(pair, before3, () => pairs({ paused: now() })()),
  pairhidden: match(pair, before3, () => pairs({ hides: now() - 1 })()),
  pairreveal: match(pair, before3, pairs({ verdict: "real", took: 1.2 }), pairTold()),
  pairright: match(pair, before3, pairs({ verdict: "ai", took: 1.2 }), pairTold({ own: { ...mine, verdict: "ai", right: true, gained: 912 } })),
  pairpodium: match(pair, before3, pairPodium),
  glimpse: match({ mode: "glimpse" }, {}, () => question({ opened: now(), deadline: now() + 8, hides: now() + 2 })),
  hidden: match({ mode: "glimpse" }, {}, () => ask({ hides: now() - 1 })()),
  paused: match({}, {}, () => question({ opened: now() - 3, deadline: now() + 5, paused: now() })),
  resumed: match(
    {},
    {},
    () => question({ opened: now() - 3, deadline: now() + 5, paused: now() }),
    () => question({ v: 12, opened: now() - 3.05, deadline: now() + 4.95 }),
  ),
  pausedcount: match({}, {}, () => ({ t: "countdown", v: 20, of: 10, opens: now() + 2.4, paused: now(), sealed: sealed(0) })),
  pausedreveal: match({}, {}, asked(), () => reveal({ paused: now() })),
  skipped: match({}, {}, asked(), tell({ skipped: true, said_real: 0, said_ai: 0 })),
  waits: match({ pace: "host" }, {}, asked(), told({ waits: true })),
  keptback: match({ board: "never" }, { top: [] }, asked(), told({ top: [], own: { ...mine, rank: 0, was: 0 } })),
  uncounted: match({ counts: false }, {}, () => {
    const { answered: _answered, ...rest } = question({ verdict: "real", took: 1.2 });
    return rest;
  }),
  fell: match(sudden, {}, asked(), told({ top: fallen, standing: 9, fell: 3, own: { ...mine, out: 4 } })),
  survived: match(sudden, {}, asked(), told({ truth: "real", top: fallen, standing: 9, fell: 3, own: { ...mine, right: true, gained: 912 } })),
  reprieve: match(sudden, {}, asked(), told({ said_real: 24, said_ai: 0, silent: 0, standing: 12, fell: 0 })),
  aside: match(sudden, { own: { ...mine, out: 3 } }, ask({ playing: false, aside: true })),
  forfun: match(
    sudden,
    { own: { ...mine, out: 3 } },
    ask({ playing: false, aside: true, verdict: "ai", took: 2 }),
    tell({ top: fallen, standing: 9, fell: 3 }),
  ),
  suddenpodium: match(sudden, {}, end({ rounds: 6, top: podium().top.map((line, n) => ({ ...line, out: n ? 7 - n : 0 })) })),
  team: match(team, { top: teamed }, ask({ team: 2 })),
  teamreveal: match(team, { top: teamed }, asked({ team: 2 }), told({ top: teamed, teams })),
  tied: match({}, {}, end({ top: after.map((line, n) => ({ ...line, rank: n < 2 ? 1 : n + 1, points: n < 2 ? 3115 : line.points })) })),
  unscored: match({}, {}, end({ ...own({ points: 0, rank: 1 }), top: after.slice(0, 3).map((line) => ({ ...line, rank: 1, points: 0 })) })),
  latelast: match({}, {}, ask({ round: 9, playing: false })),
  teampodium: match(team, {}, ask({ team: 2 }), end({ teams, top: podium().top.map((line, n) => ({ ...line, team: n })) })),
  botreveal: match({}, {}, asked(), told({ top: bots, players: 5 })),
  botpodium: (server, message) => {
    if (message.t !== "join") return;
    const top = podium().top.map((line, n) => ({ ...line, bot: n < 2 }));
    server.say(welcome(end({ top, until: now() + 12 })() as Podium, { house: alone }));
  },
  early: match({}, {}, end({ rounds: 3 })),
  negative: match({}, {}, end({ top: [{ player: "me", name: "Ada", points: -320, rank: 1, was: 1 }], players: 1, ...own({ points: -320, rank: 1 }) })),
};

export const modes = Object.fromEntries(Object.entries(plays).map(([name, play]) => [name, { boot, play }]));
