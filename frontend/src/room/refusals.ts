/// Who tells of a refusal: what was refused is said where it was asked for.
import type { Room } from "./room";

type Refusal = NonNullable<Room["refusal"]>;

const PEOPLE = ["rename", "remove", "hand_over", "choose_team"];
const COURSE = ["pause", "resume", "skip", "next", "end", "lock", "play_along"];

/** Of an order about somebody: the list of people tells it. */
export function aboutPeople({ about }: Refusal): boolean {
  return PEOPLE.includes(about);
}

/** Of an order about the course of the match, or the door: the host's own controls tell it. */
export function aboutCourse({ about }: Refusal): boolean {
  return COURSE.includes(about);
}
