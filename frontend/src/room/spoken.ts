/// What the page's title says, and what screen readers are told: the round, the result, the rank. Nothing else speaks.
import type { Reveal } from "../protocol";
import { fell, outcome } from "./outcome";
import type { Room } from "./room";
import { gain, t } from "./texts";
import { victory } from "./victory";

export function title(room: Room | null): string {
  switch (room?.phase.t) {
    case "lobby":
      return t.title(t.lobby.title);
    case "countdown":
      return t.title(t.round.ready);
    case "question":
    case "reveal":
      return t.title(t.round.title(room.phase.round + 1, room.phase.of));
    case "podium":
      return t.title(t.podium.title);
    default:
      return t.app;
  }
}

export function spoken(room: Room | null): string {
  switch (room?.phase.t) {
    case "countdown":
      return room.phase.paused === undefined ? t.round.ready : t.paused;
    case "question": {
      const { round, of, sealed, paused } = room.phase;
      if (paused !== undefined) return t.paused;
      return t.round.spoken(t.round.title(round + 1, of), sealed.pair ? t.round.pairQuestion : t.round.question);
    }
    case "reveal":
      return room.phase.paused === undefined ? revealed(room, room.phase) : t.paused;
    case "podium": {
      const own = room.phase.own;
      if (practises(room)) return ""; // the heading is read as it arrives
      return t.podium.spoken(victory(room, room.phase), own ? t.place(own.rank) : "");
    }
    default:
      return "";
  }
}

/** Nobody to compare with, and no points. */
function practises({ house }: Room): boolean {
  return house.options.mode === "practice";
}

function revealed(room: Room, reveal: Reveal): string {
  const { truth, own, partner } = reveal;
  const what = (partner ? t.reveal.pairTruth : t.reveal.truth)[truth];
  const { kind, mark } = outcome(room, reveal);
  const results = { own: fell(reveal) ? t.reveal.out : t.reveal[mark], fun: t.reveal.fun[mark], skipped: t.reveal.skipped, apart: "" };
  if (practises(room)) return t.reveal.spoken(what, results[kind], "", "");
  return t.reveal.spoken(what, results[kind], kind === "own" && own ? gain(own.gained) : "", own?.rank ? t.place(own.rank) : "");
}
