/// What a host may do about somebody, and when.
import type { Person } from "../../protocol";
import { hosts } from "../rights";
import type { Room } from "../room";

export type Deed = "rename" | "hand_over" | "remove";

/** In the order of a menu. Neither host nor first host is sent away, and the role goes to somebody who is here. */
export function deeds(room: Room, person: Person): Deed[] {
  if (!hosts(room)) return [];
  const { host, owner } = room.house;
  const all: [Deed, boolean][] = [
    ["rename", true],
    ["hand_over", person.player !== host && person.here],
    ["remove", person.player !== host && person.player !== owner],
  ];
  return all.filter(([, may]) => may).map(([deed]) => deed);
}

/** Teams that somebody can be moved to: in the lobby of a match of teams. */
export function teams(room: Room, person: Person): number[] {
  const { options } = room.house;
  if (room.phase.t !== "lobby" || options.mode !== "teams") return [];
  return Array.from({ length: options.teams }, (_, team) => team).filter((team) => team !== person.team);
}
