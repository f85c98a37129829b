/** The cases of oracle.py on our runtime: the same names, the same steps. Prints one JSON object: an outcome for each case. */
import { isMain } from 'parascope';
import { contextCases } from './context-cases.ts';
import { futuresCases } from './futures-cases.ts';
import { managerCases } from './manager-cases.ts';
import { poolCases } from './pool-cases.ts';
import { processCases } from './process-cases.ts';
import { sharedCases } from './shared-cases.ts';
import { raised } from './steps.ts';

async function main(): Promise<void> {
  const outcomes: Record<string, unknown> = {};
  const cases = { ...processCases, ...contextCases, ...poolCases, ...futuresCases, ...sharedCases, ...managerCases };
  for (const [name, body] of Object.entries(cases)) outcomes[name] = (await raised(body)) ?? null;
  console.log(JSON.stringify(outcomes));
}
if (isMain) await main();
