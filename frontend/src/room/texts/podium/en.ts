/// English: what a match comes to.
import type { Truth } from "../../../protocol";
import { many } from "../many";

const word: Record<Truth, string> = { real: "real", ai: "AI" };

export const podium = {
  title: "Podium",
  winner: (name: string) => `${name} wins`,
  youWon: "You win",
  sharpest: "You win, with a sharp eye",
  survivor: (name: string) => `${name} is the last one standing`,
  youSurvived: "You are the last one standing",
  teamWins: (team: string) => `The ${team} win`,
  teamsTie: (n: number) => `${n} teams share the first place`,
  early: (n: number, of: number) => `The match ended after ${n} of ${of} rounds.`,
  nextIn: (n: number) => `Next match in ${n} s`,
  nextSoon: "The next match is about to begin",
  report: "Your report",
  share: "Share",
  reportOfAll: "Report",
  members: (n: number) => many(n, "player", "players"),
  tie: (n: number) => `${n} share the first place`,
  empty: "Nobody played this match",
  nobody: "Nobody scored this time",
  yours: "Your match",
  place: (place: string, of: number) => `${place} of ${of}`,
  teamPlace: (place: string, of: number) => `${place} of ${of} teams`,
  right: "right",
  caught: "of AI faces caught",
  accused: "of real people accused",
  noneOf: "–",
  dPrime: "d′, your sensitivity",
  rightPairs: "pairs right",
  singles: "The shares and d′ are of the single faces.",
  sees: [
    "These faces looked the same to you. So they do to most people.",
    "Better than guessing: you see a small difference.",
    "You see the difference most of the time.",
    "Very little gets past you.",
  ],
  sharpestYet: "First place, and still these faces fooled you about as often as not.",
  tooLittle: "Too few answers to tell how sharp your eye is. Play a longer match.",
  leans: { ai: "You lean towards “AI”.", real: "You lean towards “real”.", none: "You lean to neither side." },
  pairLeans: { ai: "You lean towards the right one.", real: "You lean towards the left one.", none: "You lean to neither side." },
  strip: "Face by face",
  line: (n: number, truth: Truth, verdict: Truth | null) =>
    `Face ${n}: ${truth === "ai" ? "made by AI" : "a real person"}. ${verdict ? `You said ${word[verdict]}.` : "No answer."}`,
  linePair: (n: number, side: "left" | "right", truth: Truth, chosen: boolean) =>
    `Pair ${n}, ${side} face: ${truth === "ai" ? "made by AI" : "a real person"}.${chosen ? " You chose this one." : ""}`,
  right1: "right",
  wrong1: "wrong",
  none1: "no answer",
  took: (s: string) => `${s} s`,
  rematch: "Rematch",
  saving: "Saving the match…",
  waitRematch: "The host can start a rematch.",
  checkedEarly: (n: number, pairs: boolean) =>
    `${pairs ? many(n, "round was", "rounds were") : many(n, "face was", "faces were")} sealed before the truth came out, and checked. The match ended early.`,
  checked: (n: number, of: number, pairs: boolean) => {
    const what = pairs ? "rounds" : "faces";
    return n === of
      ? `${n === 1 ? `The ${pairs ? "round" : "face"} was` : `All ${n} ${what} were`} sealed before the truth came out, and checked.`
      : `${n} of ${of} ${what} were sealed before the truth came out, and checked. This page did not hear of the other seals in time.`;
  },
  changed: "At least one face was changed after it was sealed. Do not trust this match.",
  leaderboard: "Leaderboard",
  spoken: (winner: string, place: string) => [`${winner}.`, place && `You are ${place}.`].filter(Boolean).join(" "),
};
