/// What the page's title says, and what screen readers are told: the round, the result, the rank. Nothing else speaks.
import type { Question, Reveal } from "../protocol";
import type { Room } from "./room";
import { gain, t } from "./texts";

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
  const phase = room?.phase;
  if (phase && "paused" in phase && phase.paused !== undefined) return t.paused;
  switch (phase?.t) {
    case "countdown":
      return t.round.ready;
    case "question":
      return asked(phase);
    case "reveal":
      return told(phase);
    case "podium": {
      const [first] = phase.top;
      const own = phase.own;
      return t.podium.spoken(first ? t.podium.winner(first.name) : t.podium.empty, own ? t.place(own.rank) : "");
    }
    default:
      return "";
  }
}

function asked({ round, of, sealed }: Question): string {
  return t.round.spoken(t.round.title(round + 1, of), sealed.pair ? t.round.pairQuestion : t.round.question);
}

/** A rank of 0 is one that is kept back. */
function told({ truth, own, partner, skipped }: Reveal): string {
  const what = partner ? t.reveal.pairTruth[truth] : t.reveal.truth[truth];
  if (skipped) return t.reveal.spoken(what, t.reveal.skipped, "", "");
  const result = own ? (own.verdict === null ? t.reveal.none : own.right ? t.reveal.right : t.reveal.wrong) : "";
  return t.reveal.spoken(what, result, own ? gain(own.gained) : "", own?.rank ? t.place(own.rank) : "");
}
