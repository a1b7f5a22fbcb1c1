/// The big screen stands alone: it stays lit, goes full screen at a key, and hides what only a hand near it needs.
import { keepAwake } from "../room/wake";

const STILL = 3000; // milliseconds without a hand after which pointer and buttons hide

export class Attention {
  /** Nobody moves the pointer or types. */
  asleep = $state(false);
  full = $state(false);
  readonly possible = document.fullscreenEnabled;

  toggle = (): void => {
    if (!this.possible) return;
    // Refused without a gesture: then the button is still there.
    void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => undefined);
  };

  /** Look after the page until the returned function is called. */
  watch(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let release: (() => void) | undefined;
    const over = new AbortController();
    const stir = () => {
      clearTimeout(timer);
      this.asleep = false;
      timer = setTimeout(() => (this.asleep = true), STILL);
    };
    const typed = (event: KeyboardEvent) => {
      stir();
      if (event.key.toLowerCase() === "f" && !event.ctrlKey && !event.metaKey && !event.altKey) this.toggle();
    };
    const seen = () => {
      release?.(); // browsers let go of the lock while the page is hidden
      release = document.hidden ? undefined : keepAwake();
    };
    const options = { signal: over.signal };
    addEventListener("pointermove", stir, options);
    addEventListener("pointerdown", stir, options);
    addEventListener("keydown", typed, options);
    document.addEventListener("visibilitychange", seen, options);
    document.addEventListener("fullscreenchange", () => (this.full = document.fullscreenElement !== null), options);
    stir();
    seen();
    return () => {
      clearTimeout(timer);
      over.abort();
      release?.();
    };
  }
}
