/// A line that opens by itself and answers as its scene says.
import type { InboundMessage, OutboundMessage } from "../src/protocol";
import type { Line } from "../src/room/wire/socket";

export interface Server {
  say(message: OutboundMessage): void;
  close(code: number): void;
}

/** What a scene does with each message; after `join` it says its snapshot and whatever follows. */
export type Play = (server: Server, message: InboundMessage) => void;

export class FakeLine implements Line {
  onopen: Line["onopen"] = null;
  onmessage: Line["onmessage"] = null;
  onclose: Line["onclose"] = null;
  readonly #socket = this as unknown as WebSocket;

  constructor(private readonly play: Play) {
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
  }

  #end(code: number): void {
    this.onclose?.call(this.#socket, new CloseEvent("close", { code }));
  }
}
