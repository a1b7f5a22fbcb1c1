/// Simplified Chinese.
import type { Truth } from "../../protocol";
import type { Texts } from ".";
import { choices, crowd, door, host } from "./house/zh";
import { podium } from "./podium/zh";
import { report, reveal, round } from "./round/zh";
import { refused } from "./refused/zh";

const word: Record<Truth, string> = { real: "真人", ai: "AI" };

export const zh: Texts = {
  app: "Uncanny",
  title: (what) => `${what} · Uncanny`,
  percent: (n) => `${n}%`,
  place: (rank) => `第 ${rank} 名`,
  points: "分",
  ofField: (n) => `共 ${n} 人`,
  leave: "离开",
  home: "首页",
  code: (code) => `代码：${code}`,
  real: "真人",
  ai: "AI",
  you: "你",
  colon: "：",
  bot: "机器人",
  out: "已出局",
  teams: ["狐狸队", "青蛙队", "海豚队", "火烈鸟队", "灰狼队", "鹦鹉队", "海龟队", "鲸鱼队"],
  paused: "房主已暂停",

  name: {
    title: "怎么称呼你？",
    room: (code) => `你正要加入房间 ${code}。`,
    hosting: (code) => `你的房间 ${code} 已开好。`,
    label: "昵称",
    go: "开始玩",
    ideas: "或者选一个",
    watch: "只观看",
    blank: "总得有个名字。自己取一个，或从下面选一个。",
    long: (n) => `最多 ${n} 个字符。`,
  },

  lobby: {
    title: "大厅",
    joinAt: (host) => ["打开 ", host, "，输入房间码"],
    qr: "扫码加入",
    copy: "复制链接",
    copied: "已复制",
    copyByHand: "请从这里复制：",
    here: (n) => `${n} 人在场`,
    more: (n) => `还有 ${n} 人`,
    host: "房主",
    away: "暂离",
    nobody: "还没有人，快把房间码发出去吧。",
    betMeans: "答错要扣掉本可赢得的分数。",
    friendly: "友好",
    friendlyMeans: "答错不扣分，瞎猜也能得分。成绩不计入排行榜。",
    youAreIn: "你已加入。",
    waiting: (host) => `等待 ${host} 开始比赛。`,
    waitingHost: "等待房主开始比赛。",
    hostAway: "房主暂时不在。",
    summary: (rounds, seconds) => `${rounds} 张脸，每张 ${seconds} 秒`,
    watching: "你正在观看。",
    sit: "加入比赛",
  },

  host,
  choices,
  door,
  crowd,

  people: {
    open: "成员",
    youAre: (name) => `房主给你改名为 ${name}。`,
    understood: "知道了",
  },

  sample: {
    title: "先试试手感",
    none: "真人还是 AI？点一下，或者按键。",
    chose: (truth) => `你选了“${word[truth]}”。比赛中以第一次作答为准。`,
    picture: "一张脸的示意图，一半是真人，一半由机器生成",
    letters: "也可以用 R、A、1、2 键作答",
  },

  round,
  reveal,
  report,
  podium,

  link: {
    connecting: "正在连接…",
    lost: "连接中断，正在重新连接…",
    offline: "你已离线。比赛仍在继续，恢复网络后会自动回到比赛。",
  },

  stop: {
    replaced: ["你正在另一个标签页中游戏", "同一时间只能用一个标签页，可以切换到这里。"],
    room_closed: ["房间已关闭", "比赛已结束，大家都离开了；或者房间已被关闭。"],
    no_such_room: ["没有这个房间", "请检查房间码，或者自己开一个房间。"],
    room_full: ["房间已满", "座位都坐满了，你仍可以观看。"],
    removed: ["你已不在这个房间", "房主把你移出了房间，你无法再用这个浏览器回来。"],
    abuse: ["服务器关闭了连接", "从这里发出的消息太多了。"],
    error: ["出了点问题", "这不是你的错，重新加载页面通常就好了。"],
    playHere: "在这里继续",
    watch: "观看",
    reload: "重新加载",
  },

  refused,
};
