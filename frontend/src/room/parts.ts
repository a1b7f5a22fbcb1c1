/// What the room fetches when its first screen is there. Styles come with the page: no part waits for them.
import { Part } from "./part.svelte";

export const parts = {
  /** All screens of a match. */
  match: new Part(() => import("./match")),
  /** What opens sealed pictures, and keeps them. */
  vault: new Part(() => import("./vault")),
  /** A host's. The role may come to anybody at any time. */
  host: new Part(async () => {
    const host = await import("./host");
    await host.learn();
    return host;
  }),
};

/** Do it when nothing else is to do; where the browser cannot tell, a moment later. */
export function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 3000 });
  else setTimeout(work, 300);
}
