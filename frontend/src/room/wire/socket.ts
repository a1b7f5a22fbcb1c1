/// The wire: one WebSocket that comes back by itself, joins on every opening, and answers pings. The only place that knows it.
import { CloseCode, type InboundMessage, type Join, type OutboundMessage } from "../../protocol";
import { wait } from "./backoff";

/** What the wire needs of a WebSocket; the development page brings its own. */
export type Line = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose" | "binaryType"> & { readonly readyState?: number };

const OPEN = 1; // WebSocket.OPEN

export type Dial = () => Line;

export interface Listener {
  /** A message came. */
  message(message: OutboundMessage): void;
  /** A binary message came: a sealed picture. */
  sealed(frame: ArrayBuffer): void;
  /** The line was lost, or did not open; the wire tries again. */
  lost(): void;
  /** The server closed it for good, with one of CloseCode's 4000-4099. */
  ended(code: number): void;
}

const OPENING = 20_000; // milliseconds until the room must have answered: a thousand may come at once
const STALE = 2_000; // milliseconds after which an attempt is not worth waiting for, when there is reason to think that it is dead

/** Address of a room's socket, on the page's own host. */
export function address(code: string, page: Location): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}/ws/room/${code}/`;
}

export class Wire {
  #line: Line | null = null;
  #open = false;
  #settled = false;
  #dialled = 0;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #join: Join = { t: "join" };

  constructor(
    private readonly dial: Dial,
    private readonly listener: Listener,
  ) {}

  /** Connect, and join with this message now and after every loss. */
  connect(join: Join): void {
    this.#join = join;
    this.#drop();
    this.#dial();
  }

  /** Use this message for the joins to come. */
  rejoinWith(join: Join): void {
    this.#join = join;
  }

  /** Send, or drop: what must arrive is sent again by its owner after the next welcome. */
  send(message: InboundMessage): void {
    // The server may just have closed it: that comes as an event a moment later, and the browser complains meanwhile.
    if (this.#open && (this.#line?.readyState ?? OPEN) === OPEN) this.#line?.send(JSON.stringify(message));
  }

  /** The room answered: the connection is good, the next loss starts with a short wait. */
  settled(): void {
    this.#settled = true;
    this.#attempt = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Do not wait any longer, if waiting: the network is back, or the page is looked at again. */
  hurry(): void {
    if (this.#settled || this.#timer === undefined) return;
    if (this.#line && performance.now() - this.#dialled < STALE) return;
    this.#drop();
    this.#dial();
  }

  /** Nothing is heard: give the line up and dial again. */
  redial(): void {
    this.#lose();
  }

  /** Leave for good. */
  close(): void {
    this.#drop();
  }

  #dial(): void {
    const line = this.dial();
    this.#line = line;
    this.#dialled = performance.now();
    line.binaryType = "arraybuffer";
    this.#timer = setTimeout(() => this.#lose(), OPENING);
    line.onopen = () => {
      this.#open = true;
      this.send(this.#join);
    };
    line.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") this.#take(JSON.parse(data) as OutboundMessage);
      else this.listener.sealed(data);
    };
    line.onclose = ({ code }) => this.#closed(code);
  }

  #take(message: OutboundMessage): void {
    if (message.t === "ping") this.send({ t: "pong", n: message.n });
    else this.listener.message(message);
  }

  #closed(code: number): void {
    if (code >= CloseCode.REPLACED && code < CloseCode.SILENT) {
      this.#drop();
      this.listener.ended(code);
    } else {
      this.#lose();
    }
  }

  #lose(): void {
    this.#drop();
    this.#timer = setTimeout(() => this.#dial(), wait(this.#attempt++, Math.random()));
    this.listener.lost();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#open = this.#settled = false;
    const line = this.#line;
    this.#line = null;
    if (!line) return;
    line.onopen = line.onmessage = line.onclose = null;
    line.close();
  }
}
