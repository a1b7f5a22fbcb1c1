/// What a host may do about somebody, and when.
import type { Person } from "../../protocol";
import { hosts } from "../rights";
import type { Room } from "../room";

export type Deed = "rename" | "hand_over" | "remove";

/** In the order of a menu. The host is neither sent away nor handed over to. */
export function deeds(room: Room, person: Person): Deed[] {
  if (!hosts(room)) return [];
  return person.player === room.house.host ? ["rename"] : ["rename", "hand_over", "remove"];
}

/** Teams that somebody can be moved to: in the lobby of a match of teams. */
export function teams(room: Room, person: Person): number[] {
  const { options } = room.house;
  if (room.phase.t !== "lobby" || options.mode !== "teams") return [];
  return Array.from({ length: options.teams }, (_, team) => team).filter((team) => team !== person.team);
}
