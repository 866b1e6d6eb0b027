import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface ChildProcessRow {
  pid: number;
  command: string;
}

/** The live processes that a process started, itself not among them, as the system lists them. */
export async function childrenOf(parent: number): Promise<ChildProcessRow[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,args=']);
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((row) => row !== null && Number(row[2]) === parent && !row[3]?.startsWith('Z'))
    .map((row) => ({ pid: Number(row?.[1]), command: row?.[4] ?? '' }));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
