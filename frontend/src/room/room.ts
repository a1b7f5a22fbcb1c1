/// What this browser knows of the room, and how each message changes it. Pure: no socket, no clock, no view.
import type {
  Ack,
  Found,
  House,
  OutboundMessage,
  People,
  Person,
  Podium,
  Question,
  Refused,
  Reveal,
  Role,
  Standing,
  TeamStanding,
  Truth,
  Welcome,
} from "../protocol";
import { shownIn } from "./addresses";
import { housed, unchosen, type Choosing } from "./choosing";
import { begin, blank, check, lasts, resume, tell, type Ledger } from "./ledger";

export type Phase = Welcome["phase"];

/** The own answer to one face. `sure`: the server has it. */
export interface Verdict {
  match: string;
  round: number;
  verdict: Truth;
  sure: boolean;
}

export interface Me {
  player: string;
  name: string;
  seated: boolean;
  points: number;
  rank: number;
  /** The own team in this match, counted from 0; -1 for none. */
  team: number;
  /** The number of the round that put this player out, 0 for none. */
  out: number;
}

export interface Room {
  me: Me;
  role: Role;
  /** Who hosts, what was chosen, whether the door is locked: holds in every phase. */
  house: House;
  /** The host's choices that are not answered yet. */
  choosing: Choosing | null;
  seats: number;
  here: number;
  people: Person[];
  /** The page of people that was asked for last, as it came. */
  found: Found | null;
  phase: Phase;
  /** Everybody with a score at the last reveal, 0 before the first. */
  field: number;
  answered: number;
  verdict: Verdict | null;
  /** What was promised about the faces of this match, and whether it was kept. */
  ledger: Ledger;
  /** The top of the standings as last told. */
  top: Standing[];
  /** The teams' standings as last told. */
  teams: TeamStanding[];
  /** The name that the host has given this player, until it is read or the next phase begins. */
  renamed: string;
  /** The last refusal that somebody should read; `n` tells two of the same apart. */
  refusal: { code: Refused["code"]; about: string; n: number } | null;
}

/** Apply a message. Before the first welcome there is no room: everything else is dropped. `filed`: the ledger to go on with then. */
export function apply(room: Room | null, message: OutboundMessage, filed: Ledger = blank): Room | null {
  if (message.t === "welcome") return welcome(room, message, room?.ledger ?? filed);
  if (!room) return null;
  switch (message.t) {
    case "house":
      return housed(room, message);
    case "found":
      return { ...room, found: message };
    case "people":
      return { ...room, ...crowd(message, room.people) };
    case "lobby":
    case "countdown":
    case "question":
    case "reveal":
    case "podium":
    case "closed":
      if (message.v < room.phase.v) return room;
      return enter(noted(message.t === room.phase.t ? room : understood(room), message), message);
    case "count":
      if (room.phase.t !== "question" || room.phase.round !== message.round) return room;
      return { ...room, answered: Math.max(room.answered, message.answered) };
    case "ack":
      return acknowledge(room, message);
    case "named":
      return named(room, message.name);
    case "refused":
      return refuse(room, message);
    default:
      return room;
  }
}

/** Hold a verdict down before the server has it. */
export function hold(room: Room, question: Question, verdict: Truth): Room {
  return { ...room, verdict: { ...mark(question), verdict, sure: false }, refusal: null };
}

/** The own answer to this question, held down or acknowledged. */
export function said({ verdict }: Room, question: Question): Verdict | null {
  const { match, round } = mark(question);
  return verdict?.match === match && verdict.round === round ? verdict : null;
}

/** The answer to the running question that the server has not acknowledged. */
export function unsure(room: Room): { round: number; verdict: Truth } | null {
  const own = room.phase.t === "question" && said(room, room.phase);
  return own && !own.sure ? { round: own.round, verdict: own.verdict } : null;
}

function mark({ sealed: { match }, round }: Question): Pick<Verdict, "match" | "round"> {
  return { match, round };
}

function welcome(before: Room | null, message: Welcome, ledger: Ledger): Room {
  const { player, name, seated, points, rank } = message;
  const room: Room = {
    me: { player, name, seated, points, rank, team: before?.me.team ?? -1, out: before?.me.out ?? 0 },
    role: message.role,
    house: message.house,
    choosing: null,
    ...crowd(message.people, before?.people ?? []),
    found: before?.found ?? null,
    phase: message.phase,
    field: message.ranked,
    answered: 0,
    // The snapshot is the truth: a verdict that it lacks has not arrived, and will be sent again.
    verdict: before?.verdict ? { ...before.verdict, sure: false } : null,
    ledger: resume(ledger, matchOf(message.phase) ?? ledger.match),
    top: message.top,
    teams: message.teams ?? [],
    renamed: before?.renamed ?? "",
    refusal: null,
  };
  if (before?.me.seated && before.me.name !== name && message.house.host !== player) room.renamed = name;
  return enter(noted(room, message.phase), message.phase);
}

/** The host's own new name is no news to the host. */
function named(room: Room, name: string): Room {
  const { player } = room.me;
  const people = room.people.map((person) => (person.player === player ? { ...person, name } : person));
  return { ...room, me: { ...room.me, name }, people, renamed: room.house.host === player ? "" : name };
}

/** Take the news of the own name as read. */
export function understood(room: Room): Room {
  return room.renamed ? { ...room, renamed: "" } : room;
}

function crowd(people: People, known: Person[]): Pick<Room, "seats" | "here" | "people"> {
  return { seats: people.seats, here: people.here, people: people.list ?? known };
}

/** The match that a phase is in the middle of, as far as it says so. */
function matchOf(phase: Phase): string | undefined {
  switch (phase.t) {
    case "question":
      return phase.sealed.match;
    case "reveal":
      return shownIn(phase.picture);
    case "podium":
      return phase.match;
    default:
      return undefined;
  }
}

/** Write down what is promised of the next face, and check what was promised of this one. */
function noted(room: Room, phase: Phase): Room {
  let { ledger } = room;
  if (phase.t === "lobby") ledger = blank;
  if (phase.t === "countdown") ledger = begin(ledger, phase.sealed.match);
  if ("of" in phase) ledger = lasts(ledger, phase.of);
  if (phase.t === "reveal") ledger = check(ledger, phase);
  if ("sealed" in phase && phase.sealed) ledger = tell(ledger, phase.sealed, phase.t === "question" && answered(room, phase));
  return { ...room, ledger };
}

/** Whether the own answer to this question is given. */
function answered(room: Room, question: Question): boolean {
  return question.verdict !== undefined || said(room, question) !== null;
}

function enter(room: Room, phase: Phase): Room {
  switch (phase.t) {
    case "lobby":
    case "countdown":
      return { ...fresh(room), phase, refusal: phase.t === room.phase.t ? room.refusal : null };
    case "question": {
      const { verdict, answered } = phase;
      const own: Verdict | null = verdict ? { ...mark(phase), verdict, sure: true } : said(room, phase);
      const again = asks(room.phase, phase);
      const known = again ? Math.max(room.answered, answered ?? 0) : (answered ?? 0);
      const me = { ...room.me, team: phase.team ?? -1 };
      return { ...room, phase, me, answered: known, verdict: own, refusal: again ? room.refusal : null };
    }
    case "reveal":
      return reveal(room, phase);
    case "podium":
      return podium(room, phase);
    case "closed":
      return { ...room, phase };
  }
}

/** Whether a phase is this very question, told again because something about it has changed. */
function asks(phase: Phase, question: Question): boolean {
  return phase.t === "question" && phase.round === question.round && phase.sealed.match === question.sealed.match;
}

/** Standings that are kept back leave those that were shown last. */
function reveal(room: Room, phase: Reveal): Room {
  const before = room.phase.t === "reveal" && room.phase.picture === phase.picture ? room.phase : undefined;
  const own = phase.own ?? before?.own;
  const me = own ? { ...room.me, points: own.points, rank: own.rank, out: own.out ?? 0 } : room.me;
  const top = phase.top.length ? phase.top : room.top;
  const teams = phase.teams?.length ? phase.teams : room.teams;
  return { ...room, phase: own ? { ...phase, own } : phase, me, field: phase.players, top, teams, refusal: before ? room.refusal : null };
}

/** A podium may be told twice (first, and once it is archived), the second time without the own report. */
function podium(room: Room, phase: Podium): Room {
  const own = phase.own ?? (room.phase.t === "podium" ? room.phase.own : undefined);
  const team = phase.top.find((line) => line.player === room.me.player)?.team ?? room.me.team;
  const me = own ? { ...room.me, points: own.points, rank: own.rank, team } : room.me;
  return { ...room, phase: own ? { ...phase, own } : phase, me, field: phase.players, top: phase.top, teams: phase.teams ?? [], refusal: null };
}

function fresh(room: Room): Room {
  return { ...room, me: { ...room.me, points: 0, rank: 0, team: -1, out: 0 }, field: 0, top: [], teams: [], verdict: null };
}

function acknowledge(room: Room, ack: Ack): Room {
  if (room.phase.t !== "question" || room.phase.round !== ack.round) return room;
  return { ...room, verdict: { ...mark(room.phase), verdict: ack.verdict, sure: true } };
}

function refuse(room: Room, { code, about }: Refused): Room {
  const refusal = { code, about, n: (room.refusal?.n ?? 0) + 1 };
  const taken = about === "answer" && room.verdict && !room.verdict.sure;
  const now = about === "configure" ? unchosen(room) : room;
  return { ...now, refusal, verdict: taken ? null : room.verdict };
}
