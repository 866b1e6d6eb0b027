import { type ComponentType, createElement, lazy, type ReactNode, Suspense } from 'react';

/**
 * A part that is read when it is first shown. It is fetched as soon as the page has nothing else to do, so that it
 * opens at once all the same; the window itself stands earlier.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: ReactNode = null,
): (props: Props) => ReactNode {
  const Part = lazy(async () => ({ default: await load() }));
  requestIdleCallback(() => void load(), { timeout: 2_000 });
  return (props) => <Suspense fallback={meanwhile}>{createElement(Part, props)}</Suspense>;
}

/**
 * The same of what is called up over the screen and takes the keyboard: until it is there, what is typed for it is no
 * command to what lies beneath (`dispatchKey`).
 */
export const laterOver = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  later(load, <span hidden data-coming />);
