// What a server costs that does nothing but send the frames of a match: Node and `ws`. See floor.py.
// node floor.js PORT PLAYERS ROUNDS COUNT_MS; `ws` is looked up from the working folder.
const { createRequire } = require("node:module");
const { WebSocketServer } = createRequire(`${process.cwd()}/`)("ws");

const [port, players, rounds, pause] = process.argv.slice(2).map(Number);
const FILLER = "x".repeat(1200); // a reveal is as long as ours
const sockets = new Map();
let round = -1;
let answers = new Map();
let told = 0;
let counting;

function all(message) {
  const text = JSON.stringify(message);
  for (const socket of sockets.keys()) socket.send(text);
}

function open() {
  round += 1;
  answers = new Map();
  told = 0;
  all({ t: "question", round, key: "k".repeat(64), until: Date.now() + 4000 });
  counting = setInterval(() => {
    if (answers.size > told) all({ t: "count", round, answered: (told = answers.size) });
  }, pause);
}

function reveal() {
  clearInterval(counting);
  const scores = [...answers].sort((a, b) => b[1].points - a[1].points);
  const shared = JSON.stringify({ t: "reveal", round, top: scores.slice(0, 5).map(([who]) => who), filler: FILLER });
  scores.forEach(([who, own], rank) => {
    own.socket.send(`${shared.slice(0, -1)},"own":${JSON.stringify({ who, rank, points: own.points })}}`);
  });
  if (round + 1 < rounds) setTimeout(open, 1000);
  else setTimeout(() => all({ t: "podium" }), 500);
}

function hear(socket, text) {
  const message = JSON.parse(text);
  if (message.t === "join") {
    sockets.set(socket, message.name);
    if (sockets.size === players) setTimeout(open, 1000);
  } else if (message.t === "answer" && message.round === round && !answers.has(sockets.get(socket))) {
    const points = Math.random();
    answers.set(sockets.get(socket), { socket, points });
    socket.send(JSON.stringify({ t: "ack", round, verdict: message.verdict, took: points }));
    if (answers.size === players) reveal();
  }
}

new WebSocketServer({ port, host: "127.0.0.1", backlog: 4096, perMessageDeflate: false }).on("connection", (socket) => {
  socket.on("message", (text) => hear(socket, text));
});
