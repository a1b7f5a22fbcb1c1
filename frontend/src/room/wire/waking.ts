/// When a page may have slept, or been without a network, and is back.

/** Call `wake` whenever that may be so. */
export function onWaking(wake: () => void): void {
  const looked = (): void => {
    if (document.visibilityState === "visible") wake();
  };
  document.addEventListener("visibilitychange", looked);
  document.addEventListener("resume", looked);
  window.addEventListener("pageshow", looked);
  window.addEventListener("online", wake);
}
