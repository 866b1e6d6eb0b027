import { QueryClient } from '@tanstack/react-query';

/**
 * The studio is on this machine: a call works without a network, and trying a failed one again at once changes
 * nothing. What is shown stays until an event says that it changed.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      retry: false,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
