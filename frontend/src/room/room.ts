/// What this browser knows of the room, and how each message changes it. Pure: no socket, no clock, no view.
import type {
  Ack,
  Options,
  OutboundMessage,
  People,
  Person,
  Podium,
  Question,
  Refused,
  Standing,
  Truth,
  Welcome,
} from "../protocol";

export type Phase = Welcome["phase"];

/** The own answer to one face. `sure`: the server has it. */
export interface Verdict {
  picture: string;
  verdict: Truth;
  sure: boolean;
}

export interface Me {
  player: string;
  name: string;
  seated: boolean;
  points: number;
  rank: number;
}

export interface Room {
  me: Me;
  host: string;
  options: Options;
  seats: number;
  here: number;
  people: Person[];
  phase: Phase;
  /** Everybody with a score at the last reveal, 0 before the first. */
  field: number;
  answered: number;
  verdict: Verdict | null;
  /** The top of the standings as last told. */
  top: Standing[];
  /** The last refusal that somebody should read; `n` tells two of the same apart. */
  refusal: { code: Refused["code"]; about: string; n: number } | null;
}

/** Apply a message. Before the first welcome there is no room: everything else is dropped. */
export function apply(room: Room | null, message: OutboundMessage): Room | null {
  if (message.t === "welcome") return welcome(room, message);
  if (!room) return null;
  switch (message.t) {
    case "people":
      return { ...room, ...crowd(message, room.people) };
    case "lobby":
    case "countdown":
    case "question":
    case "reveal":
    case "podium":
    case "closed":
      return message.v < room.phase.v ? room : enter(room, message);
    case "count":
      if (room.phase.t !== "question" || room.phase.round !== message.round) return room;
      return { ...room, answered: Math.max(room.answered, message.answered) };
    case "ack":
      return acknowledge(room, message);
    case "refused":
      return refuse(room, message);
    default:
      return room;
  }
}

/** Hold a verdict down before the server has it. */
export function hold(room: Room, question: Question, verdict: Truth): Room {
  return { ...room, verdict: { picture: question.picture, verdict, sure: false }, refusal: null };
}

/** The answer to the running question that the server has not acknowledged. */
export function unsure({ phase, verdict }: Room): { round: number; verdict: Truth } | null {
  const open = phase.t === "question" && verdict && !verdict.sure && verdict.picture === phase.picture;
  return open ? { round: phase.round, verdict: verdict.verdict } : null;
}

function welcome(before: Room | null, message: Welcome): Room {
  const { player, name, seated, points, rank } = message;
  const room: Room = {
    me: { player, name, seated, points, rank },
    host: message.host,
    options: message.options,
    ...crowd(message.people, before?.people ?? []),
    phase: message.phase,
    field: message.ranked,
    answered: 0,
    // The snapshot is the truth: a verdict that it lacks has not arrived, and will be sent again.
    verdict: before?.verdict ? { ...before.verdict, sure: false } : null,
    top: message.top,
    refusal: null,
  };
  return enter(room, message.phase);
}

function crowd(people: People, known: Person[]): Pick<Room, "seats" | "here" | "people"> {
  return { seats: people.seats, here: people.here, people: people.list ?? known };
}

function enter(room: Room, phase: Phase): Room {
  switch (phase.t) {
    case "lobby":
      return {
        ...fresh(room),
        phase,
        host: phase.host,
        options: phase.options,
      };
    case "countdown":
      return { ...fresh(room), phase };
    case "question": {
      const { picture, verdict } = phase;
      const own: Verdict | null = verdict ? { picture, verdict, sure: true } : null;
      const held = room.verdict?.picture === picture ? room.verdict : null;
      return { ...room, phase, answered: phase.answered ?? 0, verdict: own ?? held, refusal: null };
    }
    case "reveal": {
      const me = phase.own ? { ...room.me, points: phase.own.points, rank: phase.own.rank } : room.me;
      return { ...room, phase, me, field: phase.players, top: phase.top, refusal: null };
    }
    case "podium":
      return podium(room, phase);
    case "closed":
      return { ...room, phase };
  }
}

/** A podium may be told twice (first, and once it is archived), the second time without the own report. */
function podium(room: Room, phase: Podium): Room {
  const own = phase.own ?? (room.phase.t === "podium" ? room.phase.own : undefined);
  const me = own ? { ...room.me, points: own.points, rank: own.rank } : room.me;
  return { ...room, phase: own ? { ...phase, own } : phase, me, field: phase.players, top: phase.top, refusal: null };
}

function fresh(room: Room): Room {
  return { ...room, me: { ...room.me, points: 0, rank: 0 }, field: 0, top: [], verdict: null, refusal: null };
}

function acknowledge(room: Room, ack: Ack): Room {
  if (room.phase.t !== "question" || room.phase.round !== ack.round) return room;
  return { ...room, verdict: { picture: room.phase.picture, verdict: ack.verdict, sure: true } };
}

function refuse(room: Room, { code, about }: Refused): Room {
  const refusal = { code, about, n: (room.refusal?.n ?? 0) + 1 };
  const taken = about === "answer" && room.verdict && !room.verdict.sure;
  return { ...room, refusal, verdict: taken ? null : room.verdict };
}
