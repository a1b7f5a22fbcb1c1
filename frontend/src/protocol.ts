/// The messages of a room, and what else the browser shares with server/rooms/protocol.py.
/// Written by `python3 manage.py generate_protocol`: do not edit.

/** Why the server closed a socket. After 4000-4099 a client does not come back by itself. */
export const CloseCode = { REPLACED: 4000, ROOM_CLOSED: 4001, REMOVED: 4002, NO_SUCH_ROOM: 4004, ABUSE: 4008, SILENT: 4100, SERVER_MOVES: 4101, CROWDED: 4102 } as const;

/** The most characters of a name, as people see them. */
export const NAME_LENGTH = 20;

/** Bounds and defaults of the options that are numbers. */
export const LIMITS = {
  "rounds": {
    "min": 3,
    "max": 50,
    "default": 10
  },
  "seconds": {
    "min": 3,
    "max": 60,
    "default": 8
  },
  "reveal": {
    "min": 2,
    "max": 15,
    "default": 4
  },
  "seats": {
    "min": 2,
    "max": 5000,
    "default": 1000
  }
} as const;

/**
 * Any inbound message.
 */
export type InboundMessage =
  Join | Configure | Start | Answer | Rematch | Rename | Remove | Ready | Missing | Pong | Clock;
/**
 * Bet: a wrong verdict costs what a right one pays. Friendly: it costs nothing.
 */
export type Scoring = "bet" | "friendly";
/**
 * What a face is, and so also what a player can say of it.
 */
export type Truth = "ai" | "real";
/**
 * Any outbound message.
 */
export type OutboundMessage =
  | Welcome
  | People
  | Lobby
  | Countdown
  | Question
  | Count
  | Ack
  | Reveal
  | Podium
  | Closed
  | Named
  | Refused
  | Ping
  | Time;
/**
 * Why a command was refused. Stable: clients know these words.
 */
export type Code =
  | "already_started"
  | "deck_too_small"
  | "name_taken"
  | "no_such_player"
  | "not_archived"
  | "not_due"
  | "not_host"
  | "not_over"
  | "not_playing"
  | "not_ready"
  | "removed"
  | "room_closed"
  | "room_full"
  | "round_over"
  | "too_late";
/**
 * Why a message was refused before the rules were asked. Stable, like the rules' own codes.
 */
export type ProtocolCode =
  | "already_joined"
  | "bad_name"
  | "bad_token"
  | "malformed"
  | "no_such_deck"
  | "no_such_room"
  | "not_seated"
  | "rude_name"
  | "too_fast"
  | "too_large"
  | "too_many_joins"
  | "try_again";

/**
 * Both directions of a room's socket.
 */
export interface Protocol {
  InboundMessage: InboundMessage;
  OutboundMessage: OutboundMessage;
}
/**
 * Take a seat as `name`, or (without a name) watch. `token` gives a seat back; without one the cookie speaks.
 */
export interface Join {
  t: "join";
  name?: string;
  token?: string;
}
/**
 * Choose the options of the next match (host).
 */
export interface Configure {
  t: "configure";
  options: Options;
}
/**
 * What the host chooses in the lobby. Times in seconds.
 */
export interface Options {
  deck: string;
  rounds: number;
  seconds: number;
  reveal: number;
  scoring: Scoring;
  host_plays: boolean;
  seats: number;
}
/**
 * Begin (host).
 */
export interface Start {
  t: "start";
}
/**
 * Give the verdict on the running round. Final; a resend gets the answer that stands.
 */
export interface Answer {
  t: "answer";
  round: number;
  verdict: Truth;
}
/**
 * Back to the lobby (host).
 */
export interface Rematch {
  t: "rematch";
}
/**
 * Give somebody another name (host).
 */
export interface Rename {
  t: "rename";
  player: string;
  name: string;
}
/**
 * Send somebody out of the room (host). That player does not come back; another browser is another player.
 */
export interface Remove {
  t: "remove";
  player: string;
}
/**
 * The sealed picture of the round that opens next is here. No reply.
 */
export interface Ready {
  t: "ready";
  round: number;
}
/**
 * The sealed picture of this round did not come, or does not open: send it again. At most twice a round.
 */
export interface Missing {
  t: "missing";
  round: number;
}
/**
 * Answer a ping, at once.
 */
export interface Pong {
  t: "pong";
  n: number;
}
/**
 * Ask for the server's time. `sent`: any number, it comes back as it is.
 */
export interface Clock {
  t: "clock";
  sent: number;
}
/**
 * The snapshot: everything that this client needs to show the room as it is now.
 *
 * `now`: the server's time in seconds. `seated`: this player has a seat; a seat stays, come what may. `token`: keep
 * it, it gives this seat back from anywhere. `top`, of `ranked` players: the standings after the last reveal.
 */
export interface Welcome {
  t: "welcome";
  code: string;
  now: number;
  player: string;
  name: string;
  host: string;
  seated: boolean;
  token: string;
  options: Options;
  people: People;
  points: number;
  rank: number;
  top: Standing[];
  ranked: number;
  phase: Lobby | Countdown | Question | Reveal | Podium | Closed;
}
/**
 * Who is in the room, thinned. `list`: the first ones, only when it changed; `seats` and `here` count all.
 */
export interface People {
  t: "people";
  seats: number;
  here: number;
  list?: Person[];
}
/**
 * Somebody with a seat. `here`: connected now.
 */
export interface Person {
  player: string;
  name: string;
  here: boolean;
}
/**
 * One line of the standings. `was`: the rank before this round, 0 for none.
 */
export interface Standing {
  player: string;
  name: string;
  points: number;
  rank: number;
  was: number;
}
/**
 * The room waits for its host. Who is here comes in messages of its own.
 */
export interface Lobby {
  t: "lobby";
  v: number;
  options: Options;
  host: string;
}
/**
 * The first face opens at `opens`, or up to 1.5 s later if pictures are still on their way.
 */
export interface Countdown {
  t: "countdown";
  v: number;
  of: number;
  opens: number;
  sealed: Sealed;
}
/**
 * A face that is still shut. Its picture comes in a binary message.
 *
 * `commitment`: SHA-256 (hex) of match, round, truth, face and nonce, joined by newlines; the reveal tells the last
 * three.
 */
export interface Sealed {
  match: string;
  round: number;
  commitment: string;
}
/**
 * A face is shown. `playing`: the receiver is eligible. `verdict`, `took`: the own answer, in a snapshot.
 *
 * `key`: opens the sealed picture, 64 hex digits.
 */
export interface Question {
  t: "question";
  v: number;
  round: number;
  of: number;
  sealed: Sealed;
  key: string;
  opened: number;
  deadline: number;
  players: number;
  answered?: number;
  verdict?: Truth;
  took?: number;
  playing?: boolean;
}
/**
 * The truth, and what the room made of it. `own` is missing for those who do not play.
 *
 * `face`, `nonce`: with the truth they open the commitment. `sealed`: the face that opens next, up to 1.5 s after
 * `until`; missing after the last.
 */
export interface Reveal {
  t: "reveal";
  v: number;
  round: number;
  of: number;
  picture: string;
  truth: Truth;
  face: string;
  nonce: string;
  origin: Origin;
  said_real: number;
  said_ai: number;
  silent: number;
  players: number;
  top: Standing[];
  until: number;
  sealed?: Sealed;
  own?: Own;
}
/**
 * Where a face comes from.
 */
export interface Origin {
  kind: string;
  generator: string;
  source: string;
  licence: string;
  credit: string;
}
/**
 * A player's own part of a reveal. `verdict` is null where there was no answer.
 */
export interface Own {
  verdict: Truth | null;
  right: boolean;
  gained: number;
  points: number;
  rank: number;
  was: number;
  streak: number;
}
/**
 * The match is over. `archived`: it is in the database, and a rematch may begin.
 */
export interface Podium {
  t: "podium";
  v: number;
  players: number;
  top: Standing[];
  until: number;
  archived: boolean;
  own?: Report;
}
/**
 * The own match. An AI face is the signal: it is hit when caught, and a real person accused is a false alarm.
 */
export interface Report {
  points: number;
  rank: number;
  right: number;
  answered: number;
  asked: number;
  hit_rate: number | null;
  false_alarm_rate: number | null;
  d_prime: number;
  bias: number;
  lines: ReportLine[];
}
/**
 * One face of the own match.
 */
export interface ReportLine {
  round: number;
  picture: string;
  truth: Truth;
  verdict: Truth | null;
  right: boolean;
  took: number | null;
  points: number;
}
/**
 * The room is gone.
 */
export interface Closed {
  t: "closed";
  v: number;
}
/**
 * How many have answered, thinned.
 */
export interface Count {
  t: "count";
  round: number;
  answered: number;
}
/**
 * The answer that stands. `took`: seconds, as it will be scored.
 */
export interface Ack {
  t: "ack";
  round: number;
  verdict: Truth;
  took: number;
}
/**
 * The host has given this player another name.
 */
export interface Named {
  t: "named";
  name: string;
}
/**
 * The message `about` changed nothing. `code` is stable: a word of the rules' Code or of ProtocolCode.
 */
export interface Refused {
  t: "refused";
  code: Code | ProtocolCode;
  about: string;
}
/**
 * Measures this connection's round-trip time. Send `n` back at once.
 */
export interface Ping {
  t: "ping";
  n: number;
}
/**
 * The server's time in seconds; `sent` as it came.
 */
export interface Time {
  t: "time";
  sent: number;
  now: number;
}
