import { safeStorage } from 'electron';
import { fileSecrets, type Secrets } from '../../core/system/secrets.ts';

/**
 * Secrets sealed by the system's keychain (safeStorage) before they reach the file. Where the system has no
 * keychain nothing is stored: refusing is better than a file that only looks safe.
 */
export function createKeychain(path: string): Secrets {
  const file = fileSecrets(path);
  return {
    async get(name) {
      const sealed = await file.get(name);
      return sealed === undefined
        ? undefined
        : safeStorage.decryptString(Buffer.from(sealed, 'base64'));
    },
    async set(name, value) {
      if (!safeStorage.isEncryptionAvailable()) throw new Error('This system has no keychain.');
      await file.set(name, safeStorage.encryptString(value).toString('base64'));
    },
    delete: (name) => file.delete(name),
  };
}
