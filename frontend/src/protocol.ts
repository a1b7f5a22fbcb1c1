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
  "teams": {
    "min": 2,
    "max": 8,
    "default": 2
  },
  "seats": {
    "min": 2,
    "max": 12000,
    "default": 1000
  }
} as const;

/**
 * Any inbound message.
 */
export type InboundMessage =
  | Configure
  | Start
  | Rematch
  | Rename
  | Remove
  | Pause
  | Resume
  | Skip
  | Next
  | End
  | Lock
  | HandOver
  | PlayAlong
  | Join
  | Answer
  | ChooseTeam
  | Find
  | Ready
  | Missing
  | Pong
  | Clock;
/**
 * Single: one face, real or AI? Pair: two faces, one of them real, which? Mixed: a coin flip for each round.
 */
export type Kind = "mixed" | "pair" | "single";
/**
 * Which faces come: as they fall, rather those that are easy or hard to tell, or those that fit who plays.
 */
export type Dealing = "adaptive" | "easy" | "hard" | "mixed";
/**
 * Bet: a wrong verdict costs what a right one pays. Friendly: it costs nothing.
 */
export type Scoring = "bet" | "friendly";
/**
 * How a match is won, and what a round looks like; game/modes has a part for each.
 */
export type Mode = "glimpse" | "practice" | "race" | "sudden_death" | "teams";
/**
 * Who ends a reveal: the clock, or the host.
 */
export type Pace = "automatic" | "host";
/**
 * After which rounds the standings are shown. The podium always shows them.
 */
export type Board = "always" | "fifth" | "never";
/**
 * What a socket is for. Watchers and screens are nobody: no seat, no name, and never the host.
 */
export type Role = "player" | "screen" | "watcher";
/**
 * What a face is, and so also what a player can say of it.
 */
export type Truth = "ai" | "real";
/**
 * Any outbound message.
 */
export type OutboundMessage =
  | Welcome
  | House
  | People
  | Found
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
  | "door_locked"
  | "name_taken"
  | "no_latecomers"
  | "no_such_player"
  | "no_such_team"
  | "not_archived"
  | "not_due"
  | "not_host"
  | "not_over"
  | "not_paused"
  | "not_playing"
  | "not_present"
  | "not_ready"
  | "not_running"
  | "paused"
  | "practice_apart"
  | "removed"
  | "room_closed"
  | "room_full"
  | "round_over"
  | "start_due"
  | "teams_are_dealt"
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
 * Choose the options of the next match (host).
 */
export interface Configure {
  t: "configure";
  options: Options;
}
/**
 * What the host chooses in the lobby. Times in seconds.
 *
 * `dealing`: which faces of the deck come. `teams`: how many, where the mode has them. `board`: when the standings
 * show. `counts`: whether those who have answered, and who watches, see how many have. `public`: listed for everybody.
 * `late`: who comes while a match runs may still take a seat.
 */
export interface Options {
  deck: string;
  rounds: number;
  seconds: number;
  reveal: number;
  kind: Kind;
  dealing: Dealing;
  scoring: Scoring;
  mode: Mode;
  teams: number;
  pace: Pace;
  board: Board;
  counts: boolean;
  public: boolean;
  late: boolean;
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
 * Stop the clock for all (host).
 */
export interface Pause {
  t: "pause";
}
/**
 * Let the clock go on (host).
 */
export interface Resume {
  t: "resume";
}
/**
 * Let the running question count for nobody, and reveal it (host). `round`: the one meant.
 */
export interface Skip {
  t: "skip";
  round: number;
}
/**
 * Go on from the reveal of this round (host).
 */
export interface Next {
  t: "next";
  round: number;
}
/**
 * End the match now (host). An open question does not count.
 */
export interface End {
  t: "end";
}
/**
 * Let nobody else take a seat, or open the door again (host).
 */
export interface Lock {
  t: "lock";
  locked: boolean;
}
/**
 * Make another player host (host).
 */
export interface HandOver {
  t: "hand_over";
  player: string;
}
/**
 * Take part from the next question on, or only host (host).
 */
export interface PlayAlong {
  t: "play_along";
  plays: boolean;
}
/**
 * Take a seat as `name`. `token` gives a seat back; without one the cookie speaks. Without a name: as one who has
 * a seat, or as the host who has none, or to watch.
 */
export interface Join {
  t: "join";
  role?: Role;
  name?: string;
  token?: string;
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
 * Play for a team, counted from 0: oneself, or (host) anybody.
 */
export interface ChooseTeam {
  t: "choose_team";
  team: number;
  player?: string;
}
/**
 * Ask for a page of the people in the room, those whose names hold `text`. Pages from 0.
 */
export interface Find {
  t: "find";
  text?: string;
  page?: number;
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
 * `now`: the server's time in seconds. `role`: as asked for, or a watcher's. `seated`: this player has a seat; a seat
 * stays, come what may. `token`: keep it, it gives this seat back from anywhere. `top`, of `ranked` players, and
 * `teams`: the standings after the last reveal.
 */
export interface Welcome {
  t: "welcome";
  code: string;
  now: number;
  player: string;
  name: string;
  role: Role;
  house: House;
  seated: boolean;
  token: string;
  people: People;
  points: number;
  rank: number;
  top: Standing[];
  ranked: number;
  phase: Lobby | Countdown | Question | Reveal | Podium | Closed;
  teams?: TeamStanding[];
}
/**
 * What holds in every phase: who hosts (nobody where the room runs itself), and what was chosen.
 *
 * `owner`: who gets the role back on return, and may choose to only host. `away`: since when the host is missing, 0
 * while present; a minute later somebody else is host. `locked`: nobody else may take a seat.
 */
export interface House {
  t: "house";
  host: string;
  owner: string;
  away: number;
  locked: boolean;
  options: Options;
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
 * Somebody with a seat. `here`: connected now. `team`: as chosen, -1 for none yet.
 */
export interface Person {
  player: string;
  name: string;
  here: boolean;
  team?: number;
}
/**
 * One line of the standings. `was`: the rank before this round, 0 for none. `out`, `team`: as in Score.
 */
export interface Standing {
  player: string;
  name: string;
  points: number;
  rank: number;
  was: number;
  out?: number;
  team?: number;
  bot?: boolean;
}
/**
 * The room waits for its host, or for `starts`, where it runs itself. Who is here comes in messages of its own.
 *
 * `last`: the match before, whose report can be read.
 */
export interface Lobby {
  t: "lobby";
  v: number;
  starts?: number;
  last?: string;
}
/**
 * The first face opens at `opens`, or up to 1.5 s later if pictures are still on their way.
 *
 * `paused`, in every phase that has it: the clock stands at this time; it goes on with a new version of the phase.
 */
export interface Countdown {
  t: "countdown";
  v: number;
  of: number;
  opens: number;
  sealed: Sealed;
  paused?: number;
}
/**
 * A face that is still shut, or a pair of them. The picture or pictures come in one binary message.
 *
 * `commitment`: SHA-256 (hex) of match, round, truth, face (of a pair: left face, right face) and nonce, joined by
 * newlines; the reveal tells the rest.
 */
export interface Sealed {
  match: string;
  round: number;
  commitment: string;
  pair?: boolean;
}
/**
 * A face is shown, or a pair: then the left one is asked about, and the right one is the opposite.
 *
 * `key`: opens the sealed picture, 64 hex digits. `hides`: from then on the face is not seen. `answered` and `players`
 * count those who are eligible; the first is missing where no counts are told, and for who has still to answer.
 * `playing`: the receiver is eligible. `aside`: the receiver is out, and may answer for fun. `team`: the receiver's.
 * `verdict`, `took`: the own answer, in a snapshot.
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
  aside?: boolean;
  team?: number;
  hides?: number;
  paused?: number;
}
/**
 * The truth, and what the room made of it. `own` is missing for those who do not play.
 *
 * `face`, `nonce`: with the truth they open the commitment. `sealed`: the face that opens next, up to 1.5 s after
 * `until`; missing after the last. `top` and `teams` are missing or empty while the standings are kept back.
 * `skipped`: the round counts for nobody. `waits`: the host says when it goes on. `standing`, `fell`: how many are
 * still in, and how many this round put out, where players can be.
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
  partner?: Partner;
  teams?: TeamStanding[];
  skipped?: boolean;
  waits?: boolean;
  standing?: number;
  fell?: number;
  paused?: number;
}
/**
 * Where a face comes from. Empty texts: not stated. `non_commercial`: its licence allows no commercial use.
 */
export interface Origin {
  kind: string;
  generator: string;
  source: string;
  licence: string;
  credit: string;
  non_commercial?: boolean;
}
/**
 * A player's own part of a reveal. `verdict` is null where there was no answer.
 *
 * `rank` and `was` are 0 while the standings are kept back. `out`: the number of the round that put this player out, 0
 * for none.
 */
export interface Own {
  verdict: Truth | null;
  right: boolean;
  gained: number;
  points: number;
  rank: number;
  was: number;
  streak: number;
  out?: number;
}
/**
 * The right-hand face of a pair; its truth is the opposite of the left one's.
 */
export interface Partner {
  picture: string;
  face: string;
  origin: Origin;
}
/**
 * One line of the teams' standings: `points` is the mean of its members', rounded.
 */
export interface TeamStanding {
  team: number;
  points: number;
  members: number;
  rank: number;
}
/**
 * The match is over. `archived`: it is in the database, and a rematch may begin.
 *
 * `match`: names its report; empty where there is none.
 */
export interface Podium {
  t: "podium";
  v: number;
  players: number;
  top: Standing[];
  until: number;
  archived: boolean;
  match: string;
  rounds: number;
  own?: Report;
  teams?: TeamStanding[];
}
/**
 * The own match. An AI face is the signal: it is hit when caught, and a real person accused is a false alarm.
 *
 * `d_prime`: null where too few answers tell anything.
 * `pairs`: the figures are of pairs, an AI face on the left being the signal; otherwise of single faces alone.
 */
export interface Report {
  points: number;
  rank: number;
  right: number;
  answered: number;
  asked: number;
  pairs: boolean;
  hit_rate: number | null;
  false_alarm_rate: number | null;
  d_prime: number | null;
  bias: number;
  lines: ReportLine[];
}
/**
 * One face of the own match, or a pair of them: then truth and verdict are the left one's.
 *
 * `face`, `partner_face`: their ids, as the reveal told them.
 */
export interface ReportLine {
  round: number;
  picture: string;
  partner: string | null;
  truth: Truth;
  verdict: Truth | null;
  right: boolean;
  took: number | null;
  points: number;
  face?: string;
  partner_face?: string;
}
/**
 * The room is gone.
 */
export interface Closed {
  t: "closed";
  v: number;
}
/**
 * A page of the people who were asked for; `total` of them in `pages`.
 */
export interface Found {
  t: "found";
  text: string;
  page: number;
  pages: number;
  total: number;
  list: Person[];
}
/**
 * How many have answered, thinned; told to all who do not have to answer any more, or never had to.
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
