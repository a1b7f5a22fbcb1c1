/// The leaderboard: ranks move while somebody looks at it. Without script it stands as the server wrote it.
import { Sight } from "./leaderboard/sight";
import { listen } from "./leaderboard/stream";
import { Table } from "./leaderboard/table";

const element = document.querySelector<HTMLTableElement>("#live");
const empty = document.querySelector<HTMLElement>("#empty");
const pulse = document.querySelector<HTMLElement>("#pulse");

if (element) {
  const table = new Table(element);
  const own = document.querySelector<HTMLElement>("#own");
  const sight = own && new Sight(own);
  sight?.look();
  listen(element.dataset["stream"] ?? "", {
    page(page) {
      // Another day, week or season has begun: what stands on the page is another board's.
      if (page.window !== element.dataset["window"]) location.reload();
      else table.show(page.lines);
      sight?.look();
    },
    own: (place) => table.place(place),
    state(live) {
      if (pulse) {
        pulse.textContent = (live ? pulse.dataset["live"] : pulse.dataset["still"]) ?? "";
        pulse.classList.toggle("on", live);
      }
    },
  });
}

if (empty) {
  listen(empty.dataset["stream"] ?? "", {
    // The first who stands on it brings the table along.
    page(page) {
      if (page.lines.length) location.reload();
    },
    own() {},
    state() {},
  });
}
