import { hostApi } from '../../transport/host-api.ts';

/** A name inside a folder, as the system of the studio writes paths. */
export function joinPath(folder: string, name: string): string {
  const separator = hostApi().host.platform === 'windows' ? '\\' : '/';
  return /[/\\]$/.test(folder) ? folder + name : folder + separator + name;
}
