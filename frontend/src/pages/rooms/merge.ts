/// Puts a newer list of rooms in the place of an older one without moving what somebody is about to tap.

const ROOM = "[data-room]";

/**
 * Rooms keep their places, new ones come last. One that is gone stays for one turn more, greyed, saying `gone`: nothing
 * slips under a finger. Where a list comes or ends, all is exchanged.
 */
export function merge(list: HTMLElement, markup: string, gone: string): void {
  const next = new DOMParser().parseFromString(markup, "text/html").body;
  const open = list.querySelector("ul.open");
  const opened = next.querySelector("ul.open");
  if (!open || !opened) {
    const leaving = open && [...open.querySelectorAll<HTMLElement>(ROOM)].some((room) => !room.inert);
    if (open && !opened && leaving) mark(open, new Map(), gone);
    else if (bare(list) !== bare(next)) list.replaceChildren(...next.childNodes);
    return;
  }
  renew(list.querySelector('[role="status"]'), next.querySelector('[role="status"]'));
  renewPages(list, next);
  const rooms = new Map([...opened.querySelectorAll<HTMLElement>(ROOM)].map((room) => [room.dataset["room"], room]));
  mark(open, rooms, gone);
  for (const room of rooms.values()) open.append(room);
}

/** Exchange rooms that changed, take out those that were gone already, and grey those that are gone now. */
function mark(open: Element, rooms: Map<string | undefined, HTMLElement>, gone: string): void {
  for (const room of open.querySelectorAll<HTMLElement>(ROOM)) {
    const newer = rooms.get(room.dataset["room"]);
    rooms.delete(room.dataset["room"]);
    if (newer) exchange(room, newer);
    else if (room.inert) room.remove();
    else {
      room.inert = true;
      const now = room.querySelector(".now");
      if (now) now.textContent = gone;
    }
  }
}

function exchange(room: HTMLElement, newer: HTMLElement): void {
  if (room.inert || room.innerHTML !== newer.innerHTML) {
    const focused = room.contains(document.activeElement);
    room.replaceWith(newer);
    if (focused) newer.querySelector("a")?.focus({ preventScroll: true });
  }
}

function renew(element: Element | null, newer: Element | null): void {
  if (element && newer && element.textContent !== newer.textContent) element.textContent = newer.textContent;
}

function renewPages(list: HTMLElement, next: HTMLElement): void {
  const pages = list.querySelector("nav.pages");
  const newer = next.querySelector("nav.pages");
  if (pages?.outerHTML === newer?.outerHTML) return;
  pages?.remove();
  if (newer) list.append(newer);
}

function bare(element: Element): string {
  return element.innerHTML.replace(/\s+/g, " ").trim();
}
