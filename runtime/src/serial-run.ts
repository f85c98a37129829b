import { readRunSetup } from '../../protocol/src/run.ts';

let known: boolean | undefined;

/** Whether the command was told to run the tasks of this program one after the other: `parascope run --serial`. */
export function isSerialRun(): boolean {
  known ??= readRunSetup(process.env)?.serial === true;
  return known;
}
