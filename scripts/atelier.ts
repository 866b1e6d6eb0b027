import { loadProgram } from './program.ts';
import { isProgramStale } from './stale.ts';

/**
 * `npm run atelier -- <command>`. It builds nothing, unlike `npm start`: a studio that runs on the build may be open, and
 * its parts not loaded yet would be gone.
 */
const { main } = await loadProgram({ built: !isProgramStale() });
process.exit(await main(process.argv.slice(2)));
