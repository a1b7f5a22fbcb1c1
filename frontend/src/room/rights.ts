/// What this browser's player may do, as far as it can be told here: the server decides.
import type { Question } from "../protocol";
import type { Room } from "./room";

/** Whether this player is the host. Nobody is, where the room runs itself. */
export function hosts({ house, me }: Room): boolean {
  return house.host !== "" && house.host === me.player;
}

/** Whether the room is this player's own: not so of who stands in for a host who is away. */
export function owns({ house, me }: Room): boolean {
  return house.owner !== "" && house.owner === me.player;
}

/** Whether this player, once seated, takes part in what opens next. Only the owner may choose not to. */
export function plays(room: Room): boolean {
  return room.house.options.host_plays || !owns(room);
}

/** How many who are here take part in what opens next. */
export function playing(room: Room): number {
  return room.here - (room.me.seated && !plays(room) ? 1 : 0);
}

/** Whether the receiver may answer this question, in earnest or (who is out) for fun, as long as the clock goes. */
export function answerable(question: Question): boolean {
  return (question.playing === true || question.aside === true) && question.paused === undefined;
}

/** Whether a match runs: between the lobby and the podium. */
export function running({ phase }: Room): boolean {
  return phase.t === "countdown" || phase.t === "question" || phase.t === "reveal";
}

/** Whether somebody without a seat may take one now; the host always may. */
export function open(room: Room): boolean {
  const { locked, options } = room.house;
  return hosts(room) || (!locked && (options.late || !running(room)) && room.seats < options.seats);
}
