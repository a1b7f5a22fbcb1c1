/// Who won, in words that are true: an eye is called sharp only by its own figures.
import type { Podium } from "../protocol";
import type { Room } from "./room";
import { sight } from "./sight";
import { t } from "./texts";

export function victory({ me }: Pick<Room, "me">, { top, teams = [], own }: Podium): string {
  const best = teams.filter((line) => line.rank === 1);
  if (best.length > 1) return t.podium.teamsTie(best.length);
  if (best[0]) return t.podium.teamWins(t.teams[best[0].team] ?? "");
  const [first, ...others] = top.filter((line) => line.rank === 1);
  if (!first) return t.podium.empty;
  if (others.length > 0) return t.podium.tie(others.length + 1);
  const mine = first.player === me.player;
  const survived = !first.out && top.length > 1 && top.every((line) => line === first || line.out);
  if (survived) return mine ? t.podium.youSurvived : t.podium.survivor(first.name);
  if (!mine) return t.podium.winner(first.name);
  return own && own.points > 0 && (sight(own).sees ?? 0) >= 2 ? t.podium.sharpest : t.podium.youWon;
}
