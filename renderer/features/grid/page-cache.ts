import type { QueryClient } from '@tanstack/react-query';
import { mapPages, type PageOf, withoutItems } from './pages.ts';

interface Entry<T> {
  readonly key: readonly unknown[];
  readonly limit: number;
  readonly number: number;
  readonly page: PageOf<T>;
}

/** The cached pages of a call, gathered by the list they belong to: same filter, any offset. */
function listsOf<T>(client: QueryClient, call: readonly [string, string]): Entry<T>[][] {
  const lists = new Map<string, Entry<T>[]>();
  for (const [key, page] of client.getQueriesData<PageOf<T>>({ queryKey: call })) {
    const input = key[2] as { offset?: number; limit?: number } | undefined;
    if (!page || input?.limit === undefined) continue;
    const name = JSON.stringify({ ...input, offset: 0 });
    const { limit, offset = 0 } = input;
    const list = lists.get(name) ?? [];
    list.push({ key, limit, number: offset / limit, page });
    lists.set(name, list);
  }
  return [...lists.values()];
}

/** Takes works out of every cached list at once, before the studio has answered. */
export function dropFromPages(
  client: QueryClient,
  call: readonly [string, string],
  gone: (item: { readonly id: string }, input: Readonly<Record<string, unknown>>) => boolean,
): void {
  for (const list of listsOf<{ readonly id: string }>(client, call)) {
    const [first] = list;
    if (!first) continue;
    const input = first.key[2] as Record<string, unknown>;
    const pages = new Map(list.map(({ number, page }) => [number, page]));
    const after = withoutItems(pages, (item) => gone(item, input), first.limit);
    for (const { key, number } of list) client.setQueryData(key, after.get(number));
  }
}

/** Changes works wherever they are cached, before the studio has answered. */
export function patchInPages<T>(
  client: QueryClient,
  call: readonly [string, string],
  change: (item: T) => T,
): void {
  for (const list of listsOf<T>(client, call)) {
    const pages = mapPages(new Map(list.map(({ number, page }) => [number, page])), change);
    for (const { key, number } of list) client.setQueryData(key, pages.get(number));
  }
}

/** The works of these ids that are cached in any list, by id. */
export function cachedWorks<T extends { readonly id: string }>(
  client: QueryClient,
  call: readonly [string, string],
): Map<string, T> {
  const works = new Map<string, T>();
  for (const list of listsOf<T>(client, call)) {
    for (const { page } of list) {
      for (const item of page.items) if (item !== null) works.set(item.id, item);
    }
  }
  return works;
}
