const LOOK_EVERY = 1_000;

/**
 * Calls back once when the process that started this one is gone, however it ended: the system then gives this one
 * another parent. For processes whose channel does not say so. On Windows a parent's number stays; nothing is told.
 */
export function onParentGone(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, LOOK_EVERY);
  timer.unref();
}
