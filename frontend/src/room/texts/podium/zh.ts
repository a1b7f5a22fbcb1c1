/// Simplified Chinese: what a match comes to.
import type { Truth } from "../../../protocol";
import type * as english from "./en";

const word: Record<Truth, string> = { real: "真人", ai: "AI" };

export const podium: typeof english.podium = {
  title: "领奖台",
  winner: (name) => `${name} 获胜`,
  youWon: "你赢了",
  sharpest: "你赢了，眼力很准",
  survivor: (name) => `${name} 坚持到了最后`,
  youSurvived: "你坚持到了最后",
  teamWins: (team) => `${team}获胜`,
  teamsTie: (n) => `${n} 支队伍并列第一`,
  early: (n, of) => `比赛提前结束：共 ${of} 回合，进行了 ${n} 回合。`,
  nextIn: (n) => `${n} 秒后开始下一局`,
  nextSoon: "下一局马上开始",
  report: "你的报告",
  share: "分享",
  reportOfAll: "报告",
  members: (n) => `${n} 人`,
  tie: (n) => `${n} 人并列第一`,
  empty: "这一局没有人参加",
  nobody: "这一局没有人得分",
  yours: "你的战绩",
  place: (place, of) => `${place}，共 ${of} 人`,
  teamPlace: (place, of) => `${place}，共 ${of} 队`,
  right: "答对",
  caught: "的 AI 脸被你识破",
  accused: "的真人被你冤枉",
  noneOf: "–",
  dPrime: "d′，你的辨别力",
  rightPairs: "组答对",
  singles: "比例和 d′ 只按单张脸计算。",
  sees: [
    "这些脸在你眼里没有差别，大多数人也是如此。",
    "比猜的强：你能看出一点差别。",
    "多数时候你能看出差别。",
    "几乎没有什么能骗过你。",
  ],
  sharpestYet: "你拿了第一，不过这些脸对你也常常真假难辨。",
  tooLittle: "作答太少，还看不出你的眼力。多玩几张再看。",
  leans: { ai: "你偏向选“AI”。", real: "你偏向选“真人”。", none: "你没有明显偏向。" },
  pairLeans: { ai: "你偏向选右边。", real: "你偏向选左边。", none: "你没有明显偏向。" },
  strip: "逐张回顾",
  line: (n, truth, verdict) =>
    `第 ${n} 张：${truth === "ai" ? "AI 生成" : "真人"}。${verdict ? `你选了“${word[verdict]}”。` : "未作答。"}`,
  linePair: (n, side, truth, chosen) =>
    `第 ${n} 组，${side === "left" ? "左边" : "右边"}：${truth === "ai" ? "AI 生成" : "真人"}。${chosen ? "你选了这张。" : ""}`,
  right1: "答对",
  wrong1: "答错",
  none1: "未作答",
  took: (s) => `${s} 秒`,
  rematch: "再来一局",
  saving: "正在保存比赛…",
  waitRematch: "房主可以再开一局。",
  checkedEarly: (n, pairs) => `${n} ${pairs ? "回合的脸" : "张脸"}在揭晓之前封存，并经核对。比赛提前结束。`,
  checked: (n, of, pairs) => {
    const what = pairs ? "回合的脸" : "张脸";
    return n === of
      ? `全部 ${n} ${what}都在揭晓之前封存，并经核对。`
      : `${of} ${what}中有 ${n} ${pairs ? "回合" : "张"}在揭晓之前封存，并经核对。其余的封存信息没有及时到达这个页面。`;
  },
  changed: "至少有一张脸在封存之后被换过，请不要相信这场比赛。",
  leaderboard: "排行榜",
  spoken: (winner, place) => [`${winner}。`, place && `你是${place}。`].filter(Boolean).join(""),
};
