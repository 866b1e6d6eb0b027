/** Resolves when the terminal or the system asks this process to stop. A second request ends it at once. */
export function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    function asked(): void {
      process.once('SIGINT', () => process.exit(130));
      process.once('SIGTERM', () => process.exit(143));
      resolve();
    }
    process.once('SIGINT', asked);
    process.once('SIGTERM', asked);
  });
}
