/// One browser's visit to a room: holds what is known, tells the views, and speaks over the wire for them.
import { CloseCode, type OutboundMessage, type Refused, type Role, type Truth } from "../protocol";
import type { Boot } from "./boot";
import { Insistence } from "./insistence";
import type { Ledger } from "./ledger";
import * as memory from "./memory";
import { Orders } from "./orders";
import { overdue } from "./overdue";
import { Pictures } from "./pictures";
import { answerable, hosts } from "./rights";
import { apply, hold, said, understood, unsure, type Room } from "./room";
import { Ticker } from "./ticker.svelte";
import { Rhythm } from "./wire/rhythm";
import { ServerClock } from "./wire/clock";
import { Wire, type Dial } from "./wire/socket";
import { onWaking } from "./wire/waking";

/** idle: no name given yet; lost: trying to come back. */
export type Link = "idle" | "connecting" | "open" | "lost";

/** Why this visit is over. */
export type Stop = Refused["code"] | "replaced" | "abuse";

/** Why a name would not do. */
const names = ["bad_name", "rude_name", "name_taken"] as const;
export type BadName = (typeof names)[number];

/** A match that stands still is told so by what stops its clock. */
type Timed = { readonly paused?: number };

export class Session {
  room = $state.raw<Room | null>(null);
  link = $state<Link>("idle");
  stop = $state<Stop | null>(null);
  /** Why the name that was tried did not do. */
  badName = $state<BadName | null>(null);
  /** The server lets nobody else in at the moment; the wire tries again. */
  crowded = $state(false);
  readonly role: Role;
  readonly clock = new ServerClock();
  readonly time = new Ticker(this.clock);
  /** What this player asks for besides answering: of the host, nearly all. */
  readonly orders: Orders;
  #wire: Wire;
  #pictures: Pictures;
  #shown = $state(0); // changes with what pictures show
  #rhythm: Rhythm;
  #ledger: Ledger;
  #token: string;
  #name: string | undefined;
  #chosen = false; // the name was just typed here
  #wished: string; // the name typed here that has not got a seat yet
  #spare: string[]; // names to try by oneself, should the one at hand be taken
  #insistence = new Insistence(() => this.#sendAnswer());

  constructor(
    readonly boot: Boot,
    dial: Dial,
  ) {
    this.#wire = new Wire(dial, {
      message: (message) => this.#take(message),
      lost: () => this.#lost(),
      ended: (code) => this.#ended(code),
      sealed: (frame) => {
        this.#rhythm.heard();
        this.#pictures.tell((vault) => vault.arrived(frame));
      },
    });
    this.#pictures = new Pictures({
      send: (message) => this.#wire.send(message),
      changed: () => this.#shown++,
    });
    this.#rhythm = new Rhythm(this.#wire, () => this.#late || this.#insistence.repeated);
    this.orders = new Orders(
      (message) => this.#wire.send(message),
      () => this.room,
      (room) => (this.room = room),
    );
    onWaking(() => this.#rhythm.wake());
    this.#ledger = memory.keptLedger(boot.code);
    this.role = boot.role;
    const kept = this.role === "player" ? memory.keptSeat(boot.code) : null;
    this.#token = this.role === "player" ? (kept?.token ?? boot.token) : boot.token;
    this.#spare = boot.quick ? [memory.keptName(), ...boot.names].filter(Boolean) : [];
    const name = kept?.name || boot.name || this.#spare.shift();
    const watching = memory.keptWatching(boot.code);
    this.#wished = watching ?? "";
    if (this.role !== "player") this.#enter();
    else if (name || watching !== null) this.#enter(name);
  }

  /** The server's time in this phase, seconds: it stands while the match is paused. */
  at(phase: Timed): number {
    return phase.paused ?? this.time.now;
  }

  /** The line is lost, or nothing comes through it that should have come by now: then it is the server that waits. */
  get cut(): boolean {
    return this.link === "lost" || (this.link === "open" && this.#late);
  }

  get #late(): boolean {
    const late = this.room && overdue(this.room.phase);
    return !!late && this.time.now > late;
  }

  /** Take a seat under this name, which is proposed in other rooms from now on; without one, watch. */
  join(name?: string): void {
    this.#chosen = name !== undefined;
    this.#wished = name ?? this.#wished;
    this.#enter(name);
  }

  #enter(name?: string): void {
    this.#name = name;
    this.badName = null;
    this.stop = null;
    this.link = "connecting";
    this.#wire.connect(this.#join());
  }

  /** Leave the watchers' bench for a seat: under the name that was typed before, or else a name is asked for. */
  sit(): void {
    memory.forgetWatching(this.boot.code);
    this.#rhythm.end();
    this.#wire.close();
    this.room = null;
    if (this.#wished) this.join(this.#wished);
    else this.link = "idle";
  }

  /** After another tab took over: take over in turn. */
  comeBack(): void {
    this.#enter(this.#name);
  }

  answer(verdict: Truth): void {
    const room = this.room;
    if (room?.phase.t !== "question" || !answerable(room.phase)) return;
    if (said(room, room.phase) || this.clock.now() > room.phase.deadline * 1000) return;
    this.room = hold(room, room.phase, verdict);
    this.#insistence.begin();
  }

  /** What shows the picture of this address in this browser; empty where it was never opened here. */
  source(picture: string): string {
    void this.#shown;
    return this.#pictures.source(picture);
  }

  /** The picture of the open question came, but did not open. */
  get broken(): boolean {
    void this.#shown;
    return this.#pictures.broken;
  }

  /** The news of the own name is read. */
  understood(): void {
    if (this.room) this.room = understood(this.room);
  }

  /** The name that was tried last. */
  get name(): string {
    return this.#name ?? "";
  }

  get isHost(): boolean {
    return this.room ? hosts(this.room) : this.boot.host;
  }

  #join() {
    const token = this.#token && { token: this.#token };
    if (this.role !== "player") return { t: "join", role: this.role, ...token } as const;
    return { t: "join", ...(this.#name && { name: this.#name }), ...token } as const;
  }

  #take(message: OutboundMessage): void {
    this.#rhythm.heard();
    if (message.t === "time") return this.clock.add(message.sent, message.now);
    // The estimate would lag behind if this computer slept and nothing else had told.
    if (message.t === "question") this.clock.reached(message.opened);
    if (message.t === "refused" && this.#refused(message)) return;
    const before = this.room?.phase;
    this.room = apply(this.room, message, this.#ledger);
    this.#file(this.room?.ledger);
    if (message.t === "welcome") this.#pictures.tell((vault) => vault.connected());
    const phase = this.room?.phase;
    if (phase && phase !== before) this.#pictures.tell((vault) => vault.follow(phase));
    if (message.t === "closed") this.#stopped("room_closed");
    if (message.t === "named") this.#named(message.name);
    if (message.t !== "welcome") return;
    this.clock.reached(message.now);
    this.link = "open";
    this.crowded = false;
    if (this.role === "player") this.#token = message.token;
    this.#wire.rejoinWith(this.#join());
    this.#wire.settled();
    this.#rhythm.begin();
    if (message.seated) {
      this.#named(message.name);
      if (this.#chosen) memory.keepName(message.name);
      this.#chosen = false;
      this.#wished = "";
      memory.forgetWatching(this.boot.code);
    } else if (this.role === "player") {
      memory.keepWatching(this.boot.code, this.#wished);
    }
    if (message.phase.t === "closed") this.#stopped("room_closed");
    this.#insistence.begin();
  }

  /** Keep the promises at once: a page may be loaded again at any time. */
  #file(ledger: Ledger | undefined): void {
    if (!ledger || ledger === this.#ledger) return;
    this.#ledger = ledger;
    memory.keepLedger(this.boot.code, ledger);
  }

  /** The seat's name, which the host may have chosen: it comes back with the seat, and is not proposed elsewhere. */
  #named(name: string): void {
    this.#name = name;
    memory.keepSeat(this.boot.code, { token: this.#token, name });
    this.#wire.rejoinWith(this.#join());
  }

  /** Deal with refusals that are not for reading; true when that is all there is to do. */
  #refused({ code, about }: Refused): boolean {
    if (about === "ready" || about === "missing") return true;
    if (about === "find") return this.orders.findLater();
    if (this.room && unsure(this.room) && (code === "try_again" || code === "too_fast")) {
      this.#insistence.later();
      return true;
    }
    if (about !== "join" || code === "already_joined") return false;
    const bad = names.find((each) => each === code);
    const spare = code === "name_taken" && this.#spare.shift();
    if (spare) {
      this.#wire.close();
      this.#enter(spare);
    } else if (bad) {
      this.#wire.close();
      this.badName = bad;
      this.link = "idle";
    } else if (code === "bad_token" && this.#token) {
      memory.forgetSeat(this.boot.code);
      this.#token = this.#token === this.boot.token ? "" : this.boot.token;
      this.#wire.connect(this.#join());
    } else if (code === "try_again" || code === "too_fast" || code === "too_many_joins") {
      this.crowded = code === "too_many_joins";
      this.#wire.redial();
    } else {
      this.#stopped(code);
    }
    return true;
  }

  /** Send the answer that is not acknowledged yet, if there is one. */
  #sendAnswer(): boolean {
    const answer = this.room && unsure(this.room);
    if (answer) this.#wire.send({ t: "answer", ...answer });
    return !!answer;
  }

  #lost(): void {
    this.#rhythm.end();
    this.link = this.room ? "lost" : "connecting";
  }

  #ended(code: number): void {
    const known: Record<number, Stop> = {
      [CloseCode.REPLACED]: "replaced",
      [CloseCode.ROOM_CLOSED]: "room_closed",
      [CloseCode.REMOVED]: "removed",
      [CloseCode.NO_SUCH_ROOM]: "no_such_room",
    };
    this.#stopped(known[code] ?? "abuse");
  }

  #stopped(stop: Stop): void {
    this.stop = stop;
    this.#rhythm.end();
    this.#wire.close();
    this.#insistence.end();
    if (this.role !== "player") return;
    if (stop !== "room_closed" && stop !== "no_such_room" && stop !== "removed") return;
    memory.forgetSeat(this.boot.code);
    memory.forgetLedger(this.boot.code);
    memory.forgetWatching(this.boot.code);
  }
}
