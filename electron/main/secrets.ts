import { safeStorage } from 'electron';
import type { Log } from '../../core/system/log.ts';
import { fileSecrets, type Secrets } from '../../core/system/secrets.ts';

/**
 * Secrets sealed by the system's keychain (safeStorage) before they reach the file. Where the system has none they
 * stay in memory and end with the app: a file that only looks safe is worse than asking again. `onUnsealed` is told
 * once, when the first secret is kept that way.
 */
export function createKeychain(options: { path: string; log: Log; onUnsealed(): void }): Secrets {
  const { log } = options;
  const file = fileSecrets(options.path);
  const memory = new Map<string, string>();
  let told = false;

  return {
    /** What cannot be read, because the keychain or the file changed, counts as not there: the studio must open. */
    async get(name) {
      const held = memory.get(name);
      if (held !== undefined) return held;
      try {
        const sealed = await file.get(name);
        if (sealed === undefined || !canSeal()) return undefined;
        return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
      } catch (error) {
        log.warn('a secret could not be read', { error });
        return undefined;
      }
    },
    async set(name, value) {
      if (canSeal()) {
        await file.set(name, safeStorage.encryptString(value).toString('base64'));
        memory.delete(name);
        return;
      }
      memory.set(name, value);
      if (told) return;
      told = true;
      log.warn('this system has no keychain: secrets end with the app');
      options.onUnsealed();
    },
    async delete(name) {
      memory.delete(name);
      await file.delete(name);
    },
  };
}

/** Without a keychain, Electron on Linux falls back to a password that is the same everywhere: that seals nothing. */
function canSeal(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}
