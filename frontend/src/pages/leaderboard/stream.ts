/// Listens for news of one page of a board while it is seen. Comes back by itself, each in its own time.

export interface Line {
  player: string;
  rank: number;
  name: string;
  beside: string;
  shown: string;
  link: string;
}

export interface Place {
  rank: string;
  shown: string;
}

export interface Hearing {
  page(page: { window: string; lines: Line[] }): void;
  own(place: Place | null): void;
  /** Whether news come. Told when it is sure. */
  state(live: boolean): void;
}

const SOONEST = 2000; // milliseconds until the first new try
const LATEST = 60_000;

/** Return how long to wait before a try, in milliseconds: longer each time, and never the same for all. */
export function pause(tries: number, random: number): number {
  return Math.min(SOONEST * 2 ** tries, LATEST) * (0.5 + random);
}

export function listen(address: string, hearing: Hearing): void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;

  const end = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const begin = () => {
    end();
    if (document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("open", () => hearing.state(true));
    source.addEventListener("page", (event) => {
      tries = 0;
      hearing.page(JSON.parse((event as MessageEvent<string>).data));
    });
    source.addEventListener("own", (event) => hearing.own(JSON.parse((event as MessageEvent<string>).data)));
    // Its own way of coming back is the same for all who were cut off in one moment.
    source.addEventListener("error", () => {
      end();
      hearing.state(false);
      timer = setTimeout(begin, pause(tries++, Math.random()));
    });
  };

  // A page in the background needs no news, and its connection may be needed elsewhere.
  document.addEventListener("visibilitychange", () => (document.hidden ? end() : begin()));
  addEventListener("pagehide", end);
  addEventListener("pageshow", (event) => event.persisted && begin());
  begin();
}
