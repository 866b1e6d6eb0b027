/** A terminal and a program that started this one may both pass the same request on. */
const SAME_REQUEST = 500;

/** Resolves when the terminal or the system asks this process to stop. Asked again, it ends at once. */
export function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    let since: number | undefined;
    function asked(signal: NodeJS.Signals): void {
      since ??= performance.now();
      if (performance.now() - since > SAME_REQUEST) process.exit(signal === 'SIGINT' ? 130 : 143);
      resolve();
    }
    process.on('SIGINT', asked).on('SIGTERM', asked).on('SIGHUP', asked);
  });
}
