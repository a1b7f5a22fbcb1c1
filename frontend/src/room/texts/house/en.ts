/// English: the house, its door and its people, as everybody reads of them.
import type { Board, Dealing, Kind, Mode } from "../../../protocol";
import { many } from "../many";

export const host = {
  locked: "The door is locked",
  last: "Report of the last match",
  away: (name: string) => (name ? `${name}, the host, is away. In a minute somebody else takes over.` : "The host is away. In a minute somebody else takes over."),
  onlyHost: "Only host, without playing",
};

export const choices = {
  modes: { race: "Race", sudden_death: "Sudden death", teams: "Teams", glimpse: "Glimpse", practice: "Practice" } satisfies Record<Mode, string>,
  modeMeans: {
    race: "Most points wins. Sooner is worth more.",
    sudden_death: "One wrong answer and you are out. The last one standing wins.",
    teams: "A team scores the mean of its members.",
    glimpse: "Each face hides after two seconds.",
    practice: "Alone, as long as you like.",
  } satisfies Record<Mode, string>,
  dealing: "Difficulty",
  dealings: { mixed: "As they come", easy: "Easy", hard: "Hard", adaptive: "Fits this room" } satisfies Record<Dealing, string>,
  kinds: { single: "One face", pair: "Two faces", mixed: "Mixed" } satisfies Record<Kind, string>,
  kindMeans: {
    single: "Real or AI?",
    pair: "One of them is real. Which one?",
    mixed: "Now one face, now two.",
  } satisfies Record<Kind, string>,
  summary: {
    teams: (n: number) => `${n} teams`,
    reveal: (n: number) => `${n} s to look at the truth`,
    pace: "The host goes on after each round",
    board: { always: "", fifth: "Standings every fifth round", never: "Standings only at the end" } satisfies Record<Board, string>,
    counts: "Nobody sees how many have answered",
    late: "No latecomers",
  },
};

export const door = {
  locked: ["The door is locked", "The host lets nobody else take a seat. You can watch, and come in when it opens."] as [string, string],
  late: ["The match has begun", "It takes nobody else. Watch, and take a seat in the next one."] as [string, string],
  watch: "Watch instead",
  starts: (n: number) => `Starts in ${n} s`,
  startsSoon: "Starts in a moment",
  bots: "Bots fill the empty seats.",
  self: "This room runs itself.",
  alone: "It starts when somebody has a seat.",
};

export const crowd = {
  search: "Search",
  placeholder: "Find a name",
  none: (text: string) => `Nobody here is called “${text}”.`,
  page: (n: number, of: number) => `Page ${n} of ${of}`,
  previous: "Previous page",
  next: "Next page",
  total: (n: number) => many(n, "name", "names"),
  yourTeam: "Choose your team",
  moveTo: (team: string) => `To the ${team}`,
  dealt: "Teams are dealt when the match starts.",
  members: (n: number) => many(n, "player", "players"),
};
