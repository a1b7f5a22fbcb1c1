/// The scenes of names: the host's list of twelve, the new name, who is removed, names that will not do, friendly matches.
import type { InboundMessage, OutboundMessage, Person, Refused } from "../src/protocol";
import { before, boot, house, lobby, now, people, podium, question, reveal, sealed, welcome } from "./fixtures";
import type { Play } from "./line";

const more = ["Bjørn", "amber quill", "Zoë & Luca", "李雷和韩梅梅", "The Very Long Name 20", "Nguyễn Thị Hồng"];
const twelve: Person[] = [...people, ...more.map((name, n) => ({ player: `q${n}`, name, here: n !== 2 }))];
const friendly = house({}, { scoring: "friendly" });

const host = { ...boot, host: true };

/** Carry out the host's orders as a server would; the name "Oksana" is taken. */
function orders(): Play {
  let list = twelve;
  let v = 3;
  return (server, message: InboundMessage) => {
    const tell = () => {
      server.say({ ...lobby, v: ++v });
      server.say({ t: "people", seats: list.length, here: list.length - 2, list });
    };
    if (message.t === "join") {
      const crowd = { t: "people" as const, seats: list.length, here: list.length - 2, list };
      server.say(welcome(lobby, { house: house({ host: "me" }), people: crowd }));
    } else if (message.t === "rename" && message.name === "Oksana") {
      server.say({ t: "refused", code: "name_taken", about: "rename" });
    } else if (message.t === "rename") {
      list = list.map((each) => (each.player === message.player ? { ...each, name: message.name } : each));
      tell();
    } else if (message.t === "remove") {
      list = list.filter((each) => each.player !== message.player);
      tell();
    } else if (message.t === "configure") {
      server.say(house({ host: "me", options: message.options }));
      server.say({ ...lobby, v: ++v });
    }
  };
}

function say(...messages: (() => OutboundMessage)[]): Play {
  return (server, message) => {
    if (message.t === "join") for (const each of messages) server.say(each());
  };
}

const refuse =
  (code: Refused["code"]): Play =>
  (server) =>
    server.say({ t: "refused", code, about: "join" });

/** A host in the middle of a match, or after it, who plays along and looks after twelve. */
function hosting(...messages: (() => OutboundMessage)[]): Play {
  const crowd = { t: "people" as const, seats: twelve.length, here: 9, list: twelve };
  return say(() => welcome(reveal({ top: before, round: 2, v: 10 }), { house: house({ host: "me" }), people: crowd }), ...messages);
}

export const named = {
  hostround: { boot: host, play: hosting(() => question({ opened: now() - 3, deadline: now() + 5 })) },
  hostlast: {
    boot: host,
    play: hosting(
      () => ({ t: "countdown", v: 10, of: 50, opens: now(), sealed: sealed(9) }),
      () => reveal({ round: 9, of: 50, own: { verdict: "real", right: true, gained: -812, points: -12345, rank: 12, was: 14, streak: 0 } }),
    ),
  },
  hostreveal: { boot: host, play: hosting(() => question({ verdict: "real", took: 1.2, answered: 17 }), () => reveal()) },
  hostpodium: { boot: host, play: hosting(() => podium()) },
  lobbytwelve: { boot: host, play: orders() },
  nametaken: { boot, play: refuse("name_taken") },
  rudename: { boot, play: refuse("rude_name") },
  crowded: { boot, play: refuse("too_many_joins") },
  renamed: { boot, play: say(() => welcome(lobby), () => ({ t: "named", name: "Grace" })) },
  removed: { boot, play: ((server) => server.close(4002)) as Play },
  friendlylobby: { boot, play: say(() => welcome(lobby, { house: friendly })) },
  friendlyround: {
    boot,
    play: say(
      () => welcome(reveal({ top: before, round: 2, v: 10 }), { house: friendly }),
      () => question({ opened: now() - 3, deadline: now() + 5 }),
    ),
  },
  friendlyreveal: { boot, play: say(() => welcome(reveal(), { house: friendly })) },
  friendlypodium: { boot, play: say(() => welcome(podium(), { house: friendly })) },
};
