import { type ComponentType, createElement, lazy, type ReactNode, Suspense } from 'react';

/**
 * A part that is read when it is first shown. It is fetched as soon as the page has nothing else to do, so that it
 * opens at once all the same; the window itself stands earlier.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactNode {
  const Part = lazy(async () => ({ default: await load() }));
  requestIdleCallback(() => void load(), { timeout: 2_000 });
  return (props) => <Suspense>{createElement(Part, props)}</Suspense>;
}
