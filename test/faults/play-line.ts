/** What `play.ts` writes: one of these per line, as JSON. */
export type PlayLine =
  | { readonly type: 'begin'; readonly seed: number }
  | { readonly type: 'wrong' | 'left' | 'hang'; readonly seed: number; readonly problems: readonly string[] }
  | { readonly type: 'end' };
