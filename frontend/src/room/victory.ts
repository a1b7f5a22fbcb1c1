/// Who won, in words that are true: an eye is called sharp only by its own figures.
import type { Podium, Standing } from "../protocol";
import type { Room } from "./room";
import { sight } from "./sight";
import { t } from "./texts";

export function victory({ me }: Pick<Room, "me">, { top, teams = [], own }: Podium): string {
  const survivor = alone(top);
  if (!top.length) return t.podium.empty;
  if (!survivor && !scored({ top, teams })) return t.podium.nobody;
  const best = teams.filter((line) => line.rank === 1);
  if (best.length > 1) return t.podium.teamsTie(best.length);
  if (best[0]) return t.podium.teamWins(t.teams[best[0].team] ?? "");
  const [first, ...others] = top.filter((line) => line.rank === 1);
  if (!first) return t.podium.empty;
  if (others.length > 0) return t.podium.tie(others.length + 1);
  const mine = first.player === me.player;
  if (survivor) return mine ? t.podium.youSurvived : t.podium.survivor(first.name);
  if (!mine) return t.podium.winner(first.name);
  return own && own.points > 0 && (sight(own).sees ?? 0) >= 2 ? t.podium.sharpest : t.podium.youWon;
}

/** Whether anybody, or any team where there are teams, has points at all. */
export function scored({ top, teams = [] }: Pick<Podium, "top" | "teams">): boolean {
  return (teams.length ? teams : top).some(({ points }) => points > 0);
}

/** Whether the first is the only one who is not out. */
function alone([first, ...others]: Standing[]): boolean {
  return first !== undefined && !first.out && others.length > 0 && others.every((line) => line.out);
}
