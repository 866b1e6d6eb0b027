/**
 * How large a campaign is: small in every test run, whole with `ATELIER_CAMPAIGN=whole`, which takes minutes:
 *   ATELIER_CAMPAIGN=whole npx vitest run tests/sql/concurrency.test.ts tests/sql/ledger-campaign.test.ts \
 *     tests/sql/queue-campaign.test.ts
 */
export const whole = process.env['ATELIER_CAMPAIGN'] === 'whole';
export const scale = (usual: number, all: number): number => (whole ? all : usual);
/** A time limit that a busy machine keeps. */
export const LIMIT_MS = whole ? 1_800_000 : 180_000;
