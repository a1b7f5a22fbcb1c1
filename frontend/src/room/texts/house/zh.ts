/// Simplified Chinese: the house, its door and its people, as everybody reads of them.
import type * as english from "./en";

export const host: typeof english.host = {
  locked: "门已锁上",
  last: "上一场比赛的报告",
  away: (name) => (name ? `房主 ${name} 暂时不在，一分钟后由别人接替。` : "房主暂时不在，一分钟后由别人接替。"),
  onlyHost: "只主持，不参加",
};

export const choices: typeof english.choices = {
  modes: { race: "竞速", sudden_death: "一错出局", teams: "团队", glimpse: "一瞥", practice: "练习" },
  modeMeans: {
    race: "分数最高者获胜，越快答对分越多。",
    sudden_death: "答错一次就出局，留到最后的人获胜。",
    teams: "队伍得分是队员的平均分。",
    glimpse: "每张脸两秒后就会隐藏。",
    practice: "一个人，想练多久就练多久。",
  },
  dealing: "难度",
  dealings: { mixed: "随机", easy: "简单", hard: "困难", adaptive: "适合本房间" },
  kinds: { single: "一张脸", pair: "两张脸", mixed: "混合" },
  kindMeans: { single: "真人还是 AI？", pair: "其中一张是真人，是哪一张？", mixed: "时而一张，时而两张。" },
  summary: {
    teams: (n) => `${n} 支队伍`,
    reveal: (n) => `揭晓停留 ${n} 秒`,
    pace: "每回合之后由房主继续",
    board: { always: "", fifth: "每五回合显示排名", never: "排名只在最后显示" },
    counts: "不显示已作答人数",
    late: "不能中途加入",
  },
};

export const door: typeof english.door = {
  locked: ["门已锁上", "房主暂时不让别人入座。你可以先观看，开门后再加入。"],
  late: ["比赛已经开始", "这一局不再加人。先观看，下一局再入座。"],
  watch: "先观看",
  starts: (n) => `${n} 秒后开始`,
  startsSoon: "马上开始",
  bots: "空位由机器人补上。",
  self: "这个房间自动进行。",
  alone: "有人入座后就会开始。",
};

export const crowd: typeof english.crowd = {
  search: "搜索",
  placeholder: "查找昵称",
  none: (text) => `这里没有人叫“${text}”。`,
  page: (n, of) => `第 ${n} 页，共 ${of} 页`,
  previous: "上一页",
  next: "下一页",
  total: (n) => `${n} 个昵称`,
  yourTeam: "选择你的队伍",
  moveTo: (team) => `调到${team}`,
  dealt: "比赛开始时自动分队。",
  members: (n) => `${n} 人`,
};
