/** What the suite in the extension host writes for the test process: one JSON object per line. */

/** Environment variable with the path of the file. */
export const RESULTS_VARIABLE = 'PARASCOPE_SUITE_RESULTS';

export type SuiteRecord =
  | { readonly type: 'start'; readonly title: string }
  | { readonly type: 'pass'; readonly title: string }
  | { readonly type: 'fail'; readonly title: string; readonly error: string }
  /** Last line; without it the extension host died. */
  | { readonly type: 'end' };
