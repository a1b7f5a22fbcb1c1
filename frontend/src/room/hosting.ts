/// What the browser of a host keeps between page views: choices for a match.
import type { Options } from "../protocol";
import { read } from "./memory";
import * as presets from "./presets";

/** The choices for the last match that this browser hosted: whatever was stored. */
export function keptOptions(): unknown {
  return read(() => JSON.parse(localStorage.getItem("options") ?? "null") as unknown);
}

export function keepOptions(options: Options): void {
  read(() => localStorage.setItem("options", JSON.stringify(options)));
}

/** Choices kept under names. */
export function keptPresets(): presets.Preset[] {
  return presets.restored(read(() => localStorage.getItem("presets")));
}

export function keepPresets(all: presets.Preset[]): void {
  read(() => localStorage.setItem("presets", JSON.stringify(all)));
}
