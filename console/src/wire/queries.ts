import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { Answers, Asks, Path } from "./answers.ts";
import { ask, Refusal } from "./ask.ts";

/** What was asked is shown until it is asked again: when something happened, when somebody comes back, each minute. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchInterval: 60_000,
      retry: (count, error) => count < 3 && !(error instanceof Refusal && error.status >= 400 && error.status < 500),
    },
  },
});

/** An answer of the API, kept up to date while it is shown. `undefined` instead of what is asked: not yet. */
export function useAnswer<P extends Path>(path: P, asked: Asks<P> | undefined): UseQueryResult<Answers<P>, Error> {
  return useQuery({
    queryKey: [path, asked],
    queryFn: ({ signal }) => ask(path, asked as Asks<P>, signal),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
  });
}

type Listing = {
  [P in Path]: Answers<P> extends { readonly pagination: { readonly next_page_cursor?: string | null } } ? P : never;
}[Path];

/** A list of the API, page by page; `pages` are those that were asked for so far. */
export function useList<P extends Listing>(path: P, asked: Omit<Asks<P>, "page_cursor"> | undefined) {
  return useInfiniteQuery({
    queryKey: [path, asked, "pages"],
    queryFn: ({ pageParam, signal }) =>
      ask(path, { ...asked, ...(pageParam === null ? {} : { page_cursor: pageParam }) } as unknown as Asks<P>, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Answers<P>) =>
      (last as { readonly pagination: { readonly next_page_cursor?: string | null } }).pagination.next_page_cursor,
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** Something that is asked to be done; what is shown is asked for again once it is. */
export function useDoing<P extends Path>(path: P): UseMutationResult<Answers<P>, Error, Asks<P>> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (asked: Asks<P>) => ask(path, asked),
    onSettled: () => client.invalidateQueries(),
  });
}
