/// English.
import type { Truth } from "../../protocol";
import { refused } from "./refused/en";
import { choices, crowd, door, host } from "./house/en";
import { many, ordinal } from "./many";
import { podium } from "./podium/en";
import { report, reveal, round } from "./round/en";

const word: Record<Truth, string> = { real: "real", ai: "AI" };

type Three = [before: string, host: string, after: string];

export const en = {
  app: "Uncanny",
  title: (what: string) => `${what} · Uncanny`,
  percent: (n: string) => `${n} %`,
  place: ordinal,
  points: "points",
  ofField: (n: number) => `of ${n}`,
  leave: "Leave",
  home: "Home",
  code: (code: string) => `Code: ${code}`,
  real: "Real",
  ai: "AI",
  you: "you",
  colon: ": ",
  bot: "bot",
  out: "out",
  teams: ["Foxes", "Frogs", "Dolphins", "Flamingos", "Wolves", "Parrots", "Turtles", "Whales"],
  paused: "Paused by the host",

  name: {
    title: "What shall we call you?",
    room: (code: string) => `You are joining room ${code}.`,
    hosting: (code: string) => `Your room ${code} is open.`,
    label: "Nickname",
    go: "Play",
    ideas: "Or take one of these",
    watch: "Just watch",
    blank: "Everybody needs a name. Type one, or take one of these.",
    long: (n: number) => `${n} characters at most, please.`,
  },

  lobby: {
    title: "Lobby",
    joinAt: (host: string) => [`Join at `, host, ` with`] as Three,
    qr: "QR code to join",
    copy: "Copy link",
    copied: "Copied",
    copyByHand: "Copy it from here:",
    here: (n: number) => `${many(n, "is", "are")} here`,
    more: (n: number) => `and ${n} more`,
    host: "host",
    away: "away",
    nobody: "Nobody yet. Share the code.",
    betMeans: "Wrong costs what right would win.",
    friendly: "Friendly",
    friendlyMeans: "A wrong answer costs nothing, so guessing pays. Does not count for the leaderboard.",
    youAreIn: "You are in.",
    waiting: (host: string) => `${host} starts the match.`,
    waitingHost: "The host starts the match.",
    hostAway: "The host is away for a moment.",
    summary: (rounds: number, seconds: number) => `${many(rounds, "face", "faces")}, ${seconds} s each`,
    watching: "You are watching.",
    sit: "Take a seat",
  },

  host,
  choices,
  door,
  crowd,

  people: {
    open: "People",
    youAre: (name: string) => `The host calls you ${name} now.`,
    understood: "Got it",
  },

  sample: {
    title: "Try the controls",
    none: "Real or AI? Tap, or press a key.",
    chose: (truth: Truth) => `You said ${word[truth]}. In the match your first answer counts.`,
    picture: "A drawing of a face, half real and half made by a machine",
    letters: "R, A, 1 and 2 answer too",
  },

  round,
  reveal,
  report,
  podium,

  link: {
    connecting: "Connecting…",
    lost: "Connection lost. Coming back…",
    offline: "You are offline. The game goes on; you will be back in it.",
  },

  stop: {
    replaced: ["You are playing in another tab", "One tab at a time. This one can take over."],
    room_closed: ["This room is closed", "The match is over and everybody has left, or the room was ended."],
    no_such_room: ["There is no such room", "Check the code, or open a room of your own."],
    room_full: ["This room is full", "Every seat is taken. You can still watch."],
    removed: ["You are not in this room any more", "The host removed you. You cannot come back with this browser."],
    abuse: ["The server closed the connection", "Too many messages came from here."],
    error: ["Something went wrong", "It is not your fault. Loading the page again usually helps."],
    playHere: "Play here",
    watch: "Watch",
    reload: "Load again",
  },

  refused,
};
