/// The rows of a board: put in their new places, each gliding from where it was; marked if its rank has changed.
import type { Line, Place } from "./stream";

const GLIDE = 260; // milliseconds

export class Table {
  /** The ranks at the time the page was opened: what rows are marked against. */
  private readonly first = new Map<string, number>();
  private readonly body: HTMLTableSectionElement;
  private readonly model: HTMLTableRowElement | null;

  constructor(private readonly table: HTMLTableElement) {
    this.body = table.tBodies[0] ?? table.createTBody();
    for (const row of this.rows()) this.first.set(row.dataset["player"] ?? "", figure(cell(row, ".rank").textContent));
    this.model = table.querySelector<HTMLTableRowElement>("tr[data-player]");
  }

  show(lines: Line[]): void {
    const before = new Map(this.rows().map((row) => [row.dataset["player"] ?? "", row]));
    const tops = new Map([...before].map(([player, row]) => [player, row.getBoundingClientRect().top]));
    const focused = document.activeElement;
    const next = lines.map((line) => this.row(line, before.get(line.player)));
    const kept = new Set(next);
    for (const row of before.values()) if (!kept.has(row)) row.remove();
    // What stands in its place already is not touched: moving a row takes the focus out of it.
    next.forEach((row, index) => {
      if (this.body.rows[index] !== row) this.body.insertBefore(row, this.body.rows[index] ?? null);
    });
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.body.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) for (const row of next) glide(row, tops);
  }

  /** Tell the own place, which stands below whatever page is shown. */
  place(place: Place | null): void {
    const own = document.querySelector<HTMLElement>("#own");
    if (!own || !place) return;
    put(cell(own, ".rank"), place.rank);
    put(cell(own, ".score"), place.shown);
  }

  private rows(): HTMLTableRowElement[] {
    return [...this.body.rows];
  }

  private row(line: Line, standing: HTMLTableRowElement | undefined): HTMLTableRowElement {
    const row = standing ?? this.blank(line.player);
    put(cell(row, ".rank"), line.rank.toLocaleString("en"));
    put(cell(row, ".beside"), line.beside);
    put(cell(row, ".score"), line.shown);
    name(cell(row, "bdi"), line);
    this.mark(row, line);
    return row;
  }

  /** Return a row like the others. */
  private blank(player: string): HTMLTableRowElement {
    const row = this.model?.cloneNode(true) as HTMLTableRowElement;
    const own = player === this.table.dataset["me"];
    row.dataset["player"] = player;
    row.removeAttribute("id");
    row.classList.toggle("me", own);
    row.querySelector(".chip")?.remove();
    cell(row, "bdi").textContent = "";
    if (own) {
      const chip = document.createElement("span");
      chip.className = "chip";
      chip.textContent = this.table.dataset["you"] ?? "";
      cell(row, "bdi").after(" ", chip);
    }
    return row;
  }

  private mark(row: HTMLTableRowElement, line: Line): void {
    const first = this.first.get(line.player);
    if (first === undefined) this.first.set(line.player, line.rank);
    const by = first === undefined ? 0 : first - line.rank;
    const mark = cell(row, ".move");
    put(mark, by > 0 ? `▲${by}` : by < 0 ? `▼${-by}` : "");
    mark.classList.toggle("up", by > 0);
    if (!by) return void ["role", "aria-label"].forEach((name) => mark.removeAttribute(name));
    mark.role = "img";
    mark.ariaLabel = `${(by > 0 ? this.table.dataset["up"] : this.table.dataset["down"]) ?? ""} ${Math.abs(by)}`;
  }
}

function glide(row: HTMLTableRowElement, tops: Map<string, number>): void {
  const top = tops.get(row.dataset["player"] ?? "");
  const by = top === undefined ? 0 : top - row.getBoundingClientRect().top;
  const easing = "cubic-bezier(0.2, 0.8, 0.2, 1)";
  if (top === undefined) row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: GLIDE, easing });
  else if (by) row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: GLIDE, easing });
}

function name(element: HTMLElement, line: Line): void {
  const link = element.querySelector("a");
  if (element.textContent === line.name && (link?.getAttribute("href") ?? "") === line.link) return;
  if (!line.link) return element.replaceChildren(line.name);
  const made = document.createElement("a");
  made.href = line.link;
  made.textContent = line.name;
  element.replaceChildren(made);
}

function cell(row: HTMLElement, selector: string): HTMLElement {
  return row.querySelector<HTMLElement>(selector) ?? document.createElement("span");
}

function put(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function figure(text: string | null): number {
  return Number((text ?? "").replaceAll(",", ""));
}
