/// What the page's title says, and what screen readers are told: the round, the result, the rank. Nothing else speaks.
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
  switch (room?.phase.t) {
    case "countdown":
      return t.round.ready;
    case "question":
      return t.round.spoken(t.round.title(room.phase.round + 1, room.phase.of), t.round.question);
    case "reveal": {
      const { truth, own } = room.phase;
      const result = own ? (own.verdict === null ? t.reveal.none : own.right ? t.reveal.right : t.reveal.wrong) : "";
      const points = own ? gain(own.gained) : "";
      return t.reveal.spoken(t.reveal.truth[truth], result, points, own ? t.place(own.rank) : "");
    }
    case "podium": {
      const [first] = room.phase.top;
      const own = room.phase.own;
      return t.podium.spoken(first ? t.podium.winner(first.name) : t.podium.empty, own ? t.place(own.rank) : "");
    }
    default:
      return "";
  }
}
