/// A line that opens by itself and answers as its scene says. It sends the sealed pictures of what is announced.
import type { InboundMessage, OutboundMessage, Sealed } from "../src/protocol";
import { address } from "../src/room/addresses";
import type { Line } from "../src/room/wire/socket";
import { key } from "./fixtures";
import { seal } from "./seal";

export interface Server {
  say(message: OutboundMessage): void;
  close(code: number): void;
}

/** What a scene does with each message; after `join` it says its snapshot and whatever follows. */
export type Play = (server: Server, message: InboundMessage) => void;

/** How the pictures of a scene come: as they should, not at all, or so that they do not open. */
export type Post = "good" | "none" | "broken";

export class FakeLine implements Line {
  binaryType: BinaryType = "blob";
  onopen: Line["onopen"] = null;
  onmessage: Line["onmessage"] = null;
  onclose: Line["onclose"] = null;
  readonly #socket = this as unknown as WebSocket;

  constructor(
    private readonly play: Play,
    private readonly post: Post = "good",
  ) {
    setTimeout(() => this.onopen?.call(this.#socket, new Event("open")), 30);
  }

  send(text: string): void {
    const message = JSON.parse(text) as InboundMessage;
    setTimeout(() => {
      if (message.t === "clock") this.say({ t: "time", sent: message.sent, now: Date.now() / 1000 });
      else this.play({ say: (said) => this.say(said), close: (code) => this.#end(code) }, message);
    }, 5);
  }

  close(): void {
    this.onmessage = null;
  }

  say(message: OutboundMessage): void {
    this.onmessage?.call(this.#socket, new MessageEvent("message", { data: JSON.stringify(message) }));
    const phase = message.t === "welcome" ? message.phase : message;
    if ("sealed" in phase && phase.sealed && this.post !== "none") void this.#deliver(phase.sealed);
  }

  async #deliver({ match, round, pair }: Sealed): Promise<void> {
    const [jpeg, right] = await Promise.all([picture(address(match, round)), pair ? picture(address(match, round, true)) : undefined]);
    if (!jpeg) return;
    const parcel = { jpeg, ...(right && { right }), key: key(round), round, size: 2 ** 18 };
    const data = seal({ ...parcel, match: this.post === "broken" ? "?" : match });
    this.onmessage?.call(this.#socket, new MessageEvent("message", { data }));
  }

  #end(code: number): void {
    this.onclose?.call(this.#socket, new CloseEvent("close", { code }));
  }
}

async function picture(at: string): Promise<Uint8Array | undefined> {
  const answer = await fetch(at);
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}
