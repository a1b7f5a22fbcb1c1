/// The big screen's own words, in English. Most of what it says it shares with the room.
import type { Options } from "../../protocol";
import { many } from "../../room/texts/many";

export const en = {
  lockedMeans: "Nobody else comes in for now.",
  pair: "Pairs: one is real, one is AI",
  mixed: "Single faces and pairs",
  mode: {
    race: "",
    sudden_death: "Sudden death: one mistake and you are out",
    teams: (n: number) => `${n} teams`,
    glimpse: "Each face is gone after 2 seconds",
  },
  friendly: "Wrong answers cost nothing",
  faces: ({ rounds, seconds }: Options) => `${many(rounds, "round", "rounds")}, ${seconds} s each`,
  /** Real, or, AI, and the mark. */
  which: ["Real", " or ", "AI", "?"] as [string, string, string, string],
  /** Before, real, after. */
  whichOne: ["Which one is ", "real", "?"] as [string, string, string],
  seconds: "s",
  answered: (n: number, of: number) => [`${n}`, ` of ${of} answered`] as [string, string],
  over: "Time is up",
  saidReal: "said real",
  saidAi: "said AI",
  silent: "said nothing",
  fooled: (share: string) => `It fooled ${share} of the room`,
  nobody: "Nobody answered",
  players: "Players",
  fullScreen: "Full screen (F)",
  smaller: "Leave full screen (F)",
  again: "This page tries again by itself.",
};
