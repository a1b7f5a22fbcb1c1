/// Made-up people, phases and results for the scenes.
import type { House, Lobby, Options, Person, Podium, Question, Reveal, Sealed, Standing, Truth, Welcome } from "../src/protocol";
import type { Boot } from "../src/room/boot";
import { commitment } from "../src/room/ledger";

export const now = () => Date.now() / 1000;

export const boot: Boot = {
  role: "player",
  quick: false,
  code: "KWTZ",
  token: "a-token",
  name: "Ada",
  names: ["marble heron", "quiet lens", "vivid otter", "amber quill", "lunar fox", "misty wren"],
  lang: "en",
  csrf: "a-csrf-token",
  host: false,
  join_url: "http://192.168.1.20:8000/r/KWTZ/?k=ab12",
  screen_url: "http://192.168.1.20:8000/r/KWTZ/screen/?k=ab12",
  watch_url: "http://192.168.1.20:8000/r/KWTZ/watch/?k=ab12",
  decks: [
    { slug: "starter", title: "Portraits", real: 140, ai: 95, leaks: true, non_commercial: true },
    { slug: "easy", title: "First steps", real: 25, ai: 25 },
  ],
};

export const options: Options = {
  deck: "starter",
  rounds: 10,
  seconds: 8,
  reveal: 4,
  kind: "single",
  dealing: "mixed",
  scoring: "bet",
  mode: "race",
  teams: 2,
  pace: "automatic",
  board: "always",
  counts: true,
  public: false,
  late: true,
  host_plays: true,
  seats: 1000,
};

export const people: Person[] = [
  { player: "h", name: "Oksana", here: true },
  { player: "me", name: "Ada", here: true },
  { player: "p1", name: "marble heron", here: true },
  { player: "p2", name: "quiet lens", here: false },
  { player: "p3", name: "Tomás", here: true },
  { player: "p4", name: "王小明", here: true },
];

export const lobby: Lobby = { t: "lobby", v: 3 };

/** The house of "h", who is here; of another host, where one is named. */
export function house(change: Partial<House> = {}, chosen: Partial<Options> = {}): House {
  return { t: "house", host: "h", owner: change.host ?? "h", away: 0, locked: false, options: { ...options, ...chosen }, ...change };
}

export function welcome(phase: Welcome["phase"], change: Partial<Welcome> = {}): Welcome {
  return {
    t: "welcome",
    code: "KWTZ",
    now: now(),
    player: "me",
    name: "Ada",
    role: "player",
    house: house(),
    seated: true,
    token: "a-token",
    people: { t: "people", seats: 6, here: 5, list: people },
    points: 2340,
    rank: 3,
    top: [],
    ranked: 24,
    phase,
    ...change,
  };
}

export const truth = (round: number): Truth => (round % 3 === 0 ? "ai" : "real");

/** What opens the promise of a round, at its reveal. */
const opening = (round: number) => ({ round, truth: truth(round), face: `f${round}`, nonce: `${round % 10}`.repeat(64) });

export const key = (round: number) => `a${round % 10}`.repeat(32);

export function sealed(round: number, match = "m"): Sealed {
  return { match, round, commitment: commitment(match, opening(round)) };
}

export function question(change: Partial<Question> = {}): Question {
  const round = change.round ?? 3;
  return {
    t: "question",
    v: 11,
    round,
    of: 10,
    sealed: sealed(round),
    key: key(round),
    opened: now() - 3,
    deadline: now() + 5,
    players: 24,
    answered: 0,
    playing: true,
    ...change,
  };
}

const line = (player: string, name: string, points: number, rank: number, was: number): Standing => ({
  player,
  name,
  points,
  rank,
  was,
});

export const before = [
  line("p1", "marble heron", 3110, 1, 1),
  line("h", "Oksana", 2480, 2, 3),
  line("me", "Ada", 2340, 3, 2),
  line("p2", "quiet lens", 2295, 4, 5),
  line("p3", "Tomás", 1980, 5, 4),
];

export const after = [
  line("p1", "marble heron", 4002, 1, 1),
  line("p2", "quiet lens", 3190, 2, 4),
  line("p3", "Tomás", 2861, 3, 5),
  line("h", "Oksana", 1699, 4, 2),
  line("me", "Ada", 1528, 5, 3),
];

export function reveal(change: Partial<Reveal> = {}): Reveal {
  const round = change.round ?? 3;
  return {
    t: "reveal",
    v: 12,
    of: 10,
    picture: `faces/m/${round}.jpg`,
    ...opening(round),
    ...(round < 9 && { sealed: sealed(round + 1) }),
    origin: {
      kind: "portrait",
      generator: "Stable Diffusion 3",
      source: "faker-js/assets-person-portrait",
      licence: "CC BY-NC-SA 4.0",
      credit: "",
      non_commercial: true,
    },
    said_real: 15,
    said_ai: 8,
    silent: 1,
    players: 24,
    top: after,
    until: now() + 4,
    own: { verdict: "real", right: false, gained: -812, points: 1528, rank: 5, was: 3, streak: 0 },
    ...change,
  };
}

export function podium(change: Partial<Podium> = {}): Podium {
  return {
    t: "podium",
    v: 40,
    players: 24,
    top: [
      line("p1", "marble heron", 7938, 1, 1),
      line("p2", "quiet lens", 6410, 2, 2),
      line("me", "Ada", 5902, 3, 4),
      line("p3", "Tomás", 5120, 4, 3),
      line("h", "Oksana", 4890, 5, 5),
      line("p4", "王小明", -320, 6, 6),
    ],
    until: now() + 600,
    archived: true,
    match: "m",
    rounds: 10,
    own: {
      points: 5902,
      rank: 3,
      right: 7,
      answered: 9,
      asked: 10,
      pairs: false,
      hit_rate: 0.8,
      false_alarm_rate: 0.4,
      d_prime: 1.09,
      bias: -0.3,
      lines: Array.from({ length: 10 }, (_, round) => ({
        round,
        picture: `faces/m/${round}.jpg`,
        partner: null,
        truth: truth(round),
        verdict: round === 9 ? null : round === 3 ? "real" : truth(round),
        right: round !== 3 && round !== 9,
        took: round === 9 ? null : 1.1 + round / 4,
        points: round === 9 ? 0 : round === 3 ? -812 : 930 + 31 * round,
        face: `f${round}`,
      })),
    },
    ...change,
  };
}
