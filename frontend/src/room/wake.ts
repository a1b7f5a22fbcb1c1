/// Keeps the screen on while a match runs, where the browser can (it cannot on a plain http address).

/** Ask for it; the returned function lets go. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  // Absent without a secure context, though the types say otherwise.
  const wakeLock = navigator.wakeLock as WakeLock | undefined;
  wakeLock
    ?.request("screen")
    .then((granted) => {
      if (over) void granted.release();
      else lock = granted;
    })
    .catch(() => undefined); // refused on low battery: then it is dark
  return () => {
    over = true;
    void lock?.release();
  };
}
