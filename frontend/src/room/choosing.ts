/// A host's choices on their way: shown at once, kept against answers to earlier ones, given up when refused. Pure.
import type { House, Options } from "../protocol";
import type { Room } from "./room";

/** What the host has sent and the server has not answered. `told`: the options as the server last told them. */
export interface Choosing {
  sent: Options;
  told: Options;
}

/** Show options before the server has them. */
export function choose(room: Room, options: Options): Room {
  const told = room.choosing?.told ?? room.house.options;
  const choosing = room.choosing || !same(options, told) ? { sent: options, told } : null;
  return { ...room, house: { ...room.house, options }, choosing };
}

/** Take the server's word on the house; while it answers an earlier choice, the last one stays in sight. */
export function housed(room: Room, house: House): Room {
  const { choosing } = room;
  if (!choosing || same(house.options, choosing.sent)) return { ...room, house, choosing: null };
  return { ...room, house: { ...house, options: choosing.sent }, choosing: { ...choosing, told: house.options } };
}

/** A choice was refused: what holds is what the server told last. */
export function unchosen(room: Room): Room {
  const { choosing } = room;
  return choosing ? { ...room, house: { ...room.house, options: choosing.told }, choosing: null } : room;
}

function same(one: Options, other: Options): boolean {
  return (Object.keys(one) as (keyof Options)[]).every((key) => one[key] === other[key]);
}
