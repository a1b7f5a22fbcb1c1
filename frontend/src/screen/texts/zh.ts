/// The big screen's own words, in Simplified Chinese.
import type { Words } from ".";

export const zh: Words = {
  lockedMeans: "暂时不再接受新成员。",
  pair: "成对出题：一真一假",
  mixed: "单张与成对混合出题",
  mode: {
    race: "",
    sudden_death: "一错出局：答错一次就出局",
    teams: (n) => `${n} 队对抗`,
    glimpse: "每张脸 2 秒后消失",
  },
  friendly: "答错不扣分",
  faces: ({ rounds, seconds }) => `${rounds} 个回合，每题 ${seconds} 秒`,
  which: ["真人", "还是", " AI", "？"],
  whichOne: ["哪一张是", "真人", "？"],
  seconds: "秒",
  answered: (n, of) => [`${n}`, ` / ${of} 人已作答`],
  over: "时间到",
  saidReal: "选真人",
  saidAi: "选 AI",
  silent: "未作答",
  fooled: (share) => `全场 ${share} 的人被骗了`,
  nobody: "没有人作答",
  players: "玩家",
  fullScreen: "全屏（F）",
  smaller: "退出全屏（F）",
  again: "本页会自动重试。",
};
