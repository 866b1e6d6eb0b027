import type { Engine } from '../../engine/engine.ts';
import type { Catalog } from './catalog.ts';
import { fingerprint, loadCatalog } from './load-catalog.ts';

interface SchemaCache {
  get(): Promise<Catalog>;
  /** Loads again if the structure changed since; says whether it had. */
  refresh(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * The catalog, loaded at the first use and again after `NOTIFY pgrst`. Migrations run before the server listens, so
 * later changes are rare: they are noticed when a name is not found, by comparing fingerprints.
 */
export async function createSchemaCache(
  engine: Engine,
  schemas: readonly string[],
): Promise<SchemaCache> {
  let loaded: Promise<{ catalog: Catalog; print: string }> | undefined;

  function load(): Promise<{ catalog: Catalog; print: string }> {
    loaded ??= engine
      .transaction('admin', async (tx) => ({
        catalog: await loadCatalog(tx, schemas),
        print: await fingerprint(tx),
      }))
      .catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
    return loaded;
  }

  const stop = await engine.listen('pgrst', () => {
    loaded = undefined;
  });

  return {
    get: async () => (await load()).catalog,
    async refresh() {
      const { print } = await load();
      const now = await engine.transaction('admin', fingerprint);
      if (now === print) return false;
      loaded = undefined;
      return true;
    },
    close: stop,
  };
}
