/// What this browser keeps between page views. Storage may be forbidden or full: then nothing is kept, and nothing breaks.
import { restored, type Ledger } from "./ledger";
import type { Entry } from "./practice/diary.svelte";

interface Kept {
  token: string;
  name: string;
}

/** The seat of this tab in a room, as the last welcome gave it. */
export function keptSeat(code: string): Kept | null {
  return read(() => JSON.parse(sessionStorage.getItem(`seat:${code}`) ?? "null") as Kept | null) ?? null;
}

export function keepSeat(code: string, seat: Kept): void {
  read(() => sessionStorage.setItem(`seat:${code}`, JSON.stringify(seat)));
}

export function forgetSeat(code: string): void {
  read(() => sessionStorage.removeItem(`seat:${code}`));
}

/** What was promised in a room, as this tab heard it. */
export function keptLedger(code: string): Ledger {
  return restored(read(() => sessionStorage.getItem(`ledger:${code}`)));
}

export function keepLedger(code: string, ledger: Ledger): void {
  read(() => sessionStorage.setItem(`ledger:${code}`, JSON.stringify(ledger)));
}

export function forgetLedger(code: string): void {
  read(() => sessionStorage.removeItem(`ledger:${code}`));
}

/** The name under which this tab, which watches the room, was refused a seat; empty for none. Null: it does not watch. */
export function keptWatching(code: string): string | null {
  return read(() => sessionStorage.getItem(`watch:${code}`));
}

export function keepWatching(code: string, name: string): void {
  read(() => sessionStorage.setItem(`watch:${code}`, name));
}

export function forgetWatching(code: string): void {
  read(() => sessionStorage.removeItem(`watch:${code}`));
}

/** What was answered in a practice room. */
export function keptDiary(code: string): Entry[] {
  const kept = read(() => JSON.parse(sessionStorage.getItem(`diary:${code}`) ?? "[]") as unknown);
  return Array.isArray(kept) ? (kept as Entry[]) : [];
}

export function keepDiary(code: string, entries: readonly Entry[]): void {
  read(() => sessionStorage.setItem(`diary:${code}`, JSON.stringify(entries)));
}

/** The nickname used last, in any room. */
export function keptName(): string {
  return read(() => localStorage.getItem("name")) ?? "";
}

export function keepName(name: string): void {
  read(() => localStorage.setItem("name", name));
}

/** Whether letters and digits answer, besides the arrows. */
export function keptLetters(): boolean {
  return read(() => localStorage.getItem("letters")) !== "off";
}

export function keepLetters(on: boolean): void {
  read(() => localStorage.setItem("letters", on ? "on" : "off"));
}

/** Whether something was marked in this tab before; marks it. */
export function firstTime(what: string): boolean {
  if (read(() => sessionStorage.getItem(what))) return false;
  read(() => sessionStorage.setItem(what, "1"));
  return true;
}

/** Do something with storage; null where it is forbidden, full or broken. */
export function read<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
