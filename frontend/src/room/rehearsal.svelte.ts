/// Builds the screens to come ahead, unseen, piece by piece, while people wait: the first time costs a slow phone ten times as much.
import { flushSync, mount, unmount, type Component } from "svelte";
import type { Countdown, Lobby, Podium, Question, Reveal, Standing } from "../protocol";
import { blank } from "./ledger";
import Face from "./pieces/Face.svelte";
import Head from "./pieces/Head.svelte";
import Invite from "./pieces/Invite.svelte";
import People from "./pieces/People.svelte";
import ReportFace from "./pieces/ReportFace.svelte";
import Report from "./pieces/Report.svelte";
import Sample from "./pieces/Sample.svelte";
import Side from "./pieces/Side.svelte";
import Split from "./pieces/Split.svelte";
import Standings from "./pieces/Standings.svelte";
import Steps from "./pieces/Steps.svelte";
import Strip from "./pieces/Strip.svelte";
import Summary from "./pieces/Summary.svelte";
import Verdicts from "./pieces/Verdicts.svelte";
import Waiting from "./pieces/Waiting.svelte";
import type { Room } from "./room";
import LobbyScreen from "./screens/Lobby.svelte";
import PodiumScreen from "./screens/Podium.svelte";
import RevealScreen from "./screens/Reveal.svelte";
import Round from "./screens/Round.svelte";
import Stage from "./screens/Stage.svelte";
import type { Session } from "./session.svelte";

/** A piece, and what is done with it: built, laid out, turned into what follows, taken away. Each in a task of its own. */
class Rehearsed<Props extends Record<string, unknown>> {
  #place = document.createElement("div");
  #built: Record<string, unknown> | null = null;
  #props: Props;

  constructor(
    private readonly piece: Component<Props>,
    props: Props,
    private readonly turns: Partial<Props>[],
  ) {
    const held = $state(props);
    this.#props = held;
    this.#place.className = "rehearsal";
    this.#place.inert = true;
  }

  get tasks(): (() => void)[] {
    const turns = this.turns.flatMap((turn) => [() => this.#turn(turn), () => this.#lay()]);
    return [() => this.#build(), () => this.#lay(), ...turns, () => this.end()];
  }

  end(): void {
    if (this.#built) void unmount(this.#built);
    this.#built = null;
  }

  #build(): void {
    this.#built = mount(this.piece, { target: this.#place, props: this.#props });
    flushSync();
  }

  #turn(turn: Partial<Props>): void {
    Object.assign(this.#props, turn);
    flushSync();
  }

  /** In and out again within one task: nobody sees it, hears it or can reach it. */
  #lay(): void {
    document.body.append(this.#place);
    this.#place.getBoundingClientRect();
    this.#place.remove();
  }
}

/** Rehearse a bit whenever nothing else is to do, until the match begins. */
export function rehearse(session: Session): void {
  const later = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 200));
  const pieces = program(session);
  const tasks = pieces.flatMap((piece) => piece.tasks);
  later(function next() {
    if (session.room && session.room.phase.t !== "lobby") return pieces.forEach((piece) => piece.end());
    tasks.shift()?.();
    if (tasks.length) later(next);
  });
}

/** One that takes any props. */
type Piece = Pick<Rehearsed<never>, "tasks" | "end">;

/** From small to large: none takes long, as the ones before have built most of it. */
function program(session: Session): Piece[] {
  const lobby: Lobby = { t: "lobby", v: 0 };
  const face = { match: "", round: 0, commitment: "" };
  const countdown: Countdown = { t: "countdown", v: 0, of: 2, opens: 0, sealed: face };
  const question: Question = { t: "question", v: 0, round: 0, of: 2, sealed: face, key: "", opened: 0, deadline: 9e9, players: 2, playing: true };
  const top: Standing[] = [1, 2, 3, 4, 5].map((rank) => ({ player: `${rank}`, name: `${rank}`, points: 1000, rank, was: rank + 1 }));
  const own = { points: 1000, rank: 1, right: 1, answered: 1, asked: 1, pairs: false, hit_rate: 1, false_alarm_rate: 0, d_prime: 1, bias: 0 };
  const line = { round: 0, picture: "", partner: null, truth: "ai", verdict: "ai", right: true, took: 1, points: 1, face: "0" } as const;
  const report = { ...own, lines: [line] };
  const reveal: Reveal = {
    ...{ t: "reveal", v: 0, round: 0, of: 2, picture: "", truth: "ai", face: "", nonce: "", said_real: 1, said_ai: 1, silent: 0, players: 9, until: 0 },
    origin: { kind: "", generator: "", source: "", licence: "", credit: "", non_commercial: true },
    own: { verdict: "ai", right: true, gained: 1, points: 1000, rank: 1, was: 2, streak: 2 },
    top,
  };
  const podium: Podium = { t: "podium", v: 0, players: 9, top, until: 0, archived: true, match: "0", rounds: 2, own: { ...report, points: 0 } };
  const room = (phase: Room["phase"]): Room => ({ ...empty(session), phase, top });
  const told = room(reveal);
  const rest = { session, host: undefined };
  return [
    step(Summary, { options: told.house.options }),
    step(Waiting, { session, room: room(lobby), lobby }),
    step(Invite, { boot: session.boot }),
    step(Verdicts, { chosen: null, choose: () => undefined }),
    step(Sample, {}),
    step(People, { session, room: room(lobby), tools: null }),
    step(LobbyScreen, { session, room: room(lobby), lobby, tools: null }),
    step(Head, { room: told, pending: 0, hosting: false }),
    step(Round, { session, room: room(question), question, pair: false }),
    step(Face, { session, phase: question, left: 1 }),
    step(Standings, { lines: top, me: told.me, brief: true }),
    step(Side, { room: told, lines: top, reveal }),
    step(Split, { real: 1, ai: 1, own: line.verdict }),
    step(ReportFace, { face: "0", partner: "", token: "0", label: "", wordy: true }),
    step(RevealScreen, { room: told, reveal, token: "0", landed: () => undefined }),
    step(
      Stage,
      { ...rest, room: room(countdown), phase: countdown as Countdown | Question | Reveal },
      { room: room(question), phase: question },
      { room: told, phase: reveal },
    ),
    step(Steps, { top, me: told.me }),
    step(Strip, { lines: [line], session }),
    step(Report, { own: report, podium, session, ledger: blank }),
    step(PodiumScreen, { ...rest, room: room(podium), podium }),
  ];
}

function step<Props extends Record<string, unknown>>(piece: Component<Props>, props: Props, ...turns: Partial<Props>[]): Piece {
  return new Rehearsed(piece, props, turns);
}

function empty({ boot }: Session): Room {
  const people = ["1", "2"].map((player) => ({ player, name: player, here: true }));
  return {
    me: { player: "1", name: "1", seated: true, points: 1000, rank: 1, team: -1, out: 0 },
    role: boot.role,
    house: { t: "house", host: "2", owner: "2", away: 0, locked: false, options: usual },
    choosing: null,
    seats: 2,
    here: 2,
    people,
    found: null,
    phase: { t: "lobby", v: 0 },
    field: 9,
    answered: 1,
    verdict: null,
    ledger: blank,
    top: [],
    teams: [],
    renamed: "",
    refusal: null,
  };
}

const usual: Room["house"]["options"] = {
  ...{ deck: "", rounds: 2, seconds: 8, reveal: 4, kind: "single", dealing: "mixed", scoring: "bet", mode: "race", teams: 2, pace: "automatic" },
  ...{ board: "always", counts: true, public: false, late: true, host_plays: true, seats: 9 },
};
