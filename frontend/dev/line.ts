/// A line that opens by itself and answers as its scene says. It sends the sealed pictures of what is announced.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hexToBytes } from "@noble/ciphers/utils.js";
import type { InboundMessage, OutboundMessage } from "../src/protocol";
import { address } from "../src/room/vault";
import type { Line } from "../src/room/wire/socket";
import { key } from "./fixtures";

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
    if ("sealed" in phase && phase.sealed && this.post !== "none") void this.#deliver(phase.sealed.match, phase.sealed.round);
  }

  async #deliver(match: string, round: number): Promise<void> {
    const answer = await fetch(address(match, round));
    if (answer.ok) this.onmessage?.call(this.#socket, new MessageEvent("message", { data: await this.#seal(answer, match, round) }));
  }

  async #seal(answer: Response, match: string, round: number): Promise<ArrayBuffer> {
    const jpeg = await answer.bytes();
    const plain = new Uint8Array(2 ** 18);
    new DataView(plain.buffer).setUint32(0, jpeg.length);
    plain.set(jpeg, 4);
    const about = new TextEncoder().encode(`${match}/${this.post === "broken" ? "?" : round}`);
    const body = chacha20poly1305(hexToBytes(key(round)), new Uint8Array(12), about).encrypt(plain);
    const frame = new Uint8Array(2 + body.length);
    new DataView(frame.buffer).setUint16(0, round);
    frame.set(body, 2);
    return frame.buffer;
  }

  #end(code: number): void {
    this.onclose?.call(this.#socket, new CloseEvent("close", { code }));
  }
}
